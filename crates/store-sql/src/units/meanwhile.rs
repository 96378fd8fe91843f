//! What the database does while something is computed here: one future that is let go on between the steps of another piece of work,
//! without a task or a thread of its own.

use std::pin::Pin;
use std::task::Poll;

/// A future that goes on when it is let, and keeps what it ended with.
pub(crate) struct Meanwhile<'a, F: Future> {
    future: Pin<&'a mut F>,
    ended: Option<F::Output>,
}

impl<'a, F: Future> Meanwhile<'a, F> {
    pub(crate) fn new(future: Pin<&'a mut F>) -> Self {
        Self {
            future,
            ended: None,
        }
    }

    /// Goes on as far as it can without waiting.
    pub(crate) async fn go_on(&mut self) {
        if self.ended.is_none() {
            let future = &mut self.future;
            self.ended = std::future::poll_fn(|context| {
                Poll::Ready(match future.as_mut().poll(context) {
                    Poll::Ready(output) => Some(output),
                    Poll::Pending => None,
                })
            })
            .await;
        }
    }

    /// What it ends with.
    pub(crate) async fn end(self) -> F::Output {
        match self.ended {
            Some(output) => output,
            None => self.future.await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Meanwhile;
    use std::pin::pin;

    #[tokio::test]
    async fn it_goes_on_step_by_step_and_ends_once() {
        let steps = std::cell::Cell::new(0);
        let work = pin!(async {
            for step in 1..=3 {
                steps.set(step);
                tokio::task::yield_now().await;
            }
            "done"
        });
        let mut work = Meanwhile::new(work);
        work.go_on().await;
        assert_eq!(steps.get(), 1, "it waits after the first step");
        for _ in 0..5 {
            work.go_on().await;
        }
        assert_eq!((steps.get(), work.end().await), (3, "done"));
    }
}
