//! What each action comes to, and what the page would say.
