//! The short form: at most 40 % of the words, and something of everything. Marked by the author, or
//! derived: each topic gets a fair share, its first items first (events: the soonest), a long section
//! its lead. It never cuts the full form, and leaves the intro out.

use super::block::{first_words, lead, render};
use super::draft::{Context, Draft};
use super::error::ContentError;
use lagom_model::Block;
use lagom_model::content::{EventStart, ItemKind};

/// The most words of the short form, in percent of all.
pub const SHORT_PERCENT: u32 = 40;
/// A section that is too long for its share gets that many words at least, or stays out.
const SHORTEST_LEAD: u32 = 12;

/// The most words that the short form may have.
pub fn most_short_words(full: u32) -> u32 {
    u32::try_from(u64::from(full) * u64::from(SHORT_PERCENT) / 100).unwrap_or(u32::MAX)
}

/// Gives the items their short forms. `full` are the words of the whole edition.
pub(super) fn shorten<'a>(
    drafts: &mut [Draft<'a>],
    full: u32,
    context: Context<'a, '_>,
) -> Result<(), ContentError> {
    let most = most_short_words(full);
    if drafts.iter().any(|draft| draft.marked.is_some()) {
        for draft in drafts.iter_mut() {
            draft.item.short = draft.marked.take();
        }
        let short = spent(drafts);
        return if short > most {
            Err(ContentError::ShortTooLong { short, full, most })
        } else {
            Ok(())
        };
    }
    derive(drafts, most, context);
    // Words of a lead and of its rendering are counted alike; this holds whatever they are.
    while spent(drafts) > most {
        let Some(last) = drafts
            .iter_mut()
            .rev()
            .find(|draft| draft.item.short.is_some())
        else {
            break;
        };
        last.item.short = None;
    }
    if drafts.iter().all(|draft| draft.item.short.is_none()) {
        something(drafts, most, context);
    }
    Ok(())
}

fn spent(drafts: &[Draft<'_>]) -> u32 {
    let shorts = drafts.iter().filter_map(|draft| draft.item.short.as_ref());
    shorts.map(|block| block.words).sum()
}

/// The candidates of one topic, best first.
struct Topic {
    candidates: Vec<usize>,
    share: u32,
    spent: u32,
}

fn derive<'a>(drafts: &mut [Draft<'a>], most: u32, context: Context<'a, '_>) {
    let costs: Vec<(u32, u32)> = drafts.iter().map(|draft| cost(draft)).collect();
    let cost_of = |at: usize| costs.get(at).copied().unwrap_or_default();
    let mut topics = by_topic(drafts);
    let wants: Vec<u32> = topics
        .iter()
        .map(|topic| topic.candidates.iter().map(|&at| cost_of(at).1).sum())
        .collect();
    for (topic, share) in topics.iter_mut().zip(fair_shares(most, &wants)) {
        topic.share = share;
    }
    // Room for the first items of each topic in turn …
    let mut left = most;
    let mut chosen: Vec<usize> = Vec::new();
    let ranks = topics.iter().map(|t| t.candidates.len()).max();
    for rank in 0..ranks.unwrap_or_default() {
        for topic in &mut topics {
            let Some(&at) = topic.candidates.get(rank) else {
                continue;
            };
            let (least, _) = cost_of(at);
            if least <= left && (rank == 0 || topic.spent + least <= topic.share) {
                left -= least;
                topic.spent += least;
                chosen.push(at);
            }
        }
    }
    // … then what is left to those that have more to say …
    let more: Vec<u32> = chosen
        .iter()
        .map(|&at| cost_of(at).1 - cost_of(at).0)
        .collect();
    for (&at, extra) in chosen.iter().zip(fair_shares(left, &more)) {
        let Some(draft) = drafts.get_mut(at) else {
            continue;
        };
        let (least, _) = cost_of(at);
        let block = short_of(
            draft,
            (least + extra).saturating_sub(draft.title_words),
            context,
        );
        left = (left + least).saturating_sub(block.words + draft.title_words);
        draft.item.short = Some(block);
    }
    // … and the rest to short items that were beyond their topic's share.
    for rank in 0..ranks.unwrap_or_default() {
        for topic in &topics {
            let Some(&at) = topic.candidates.get(rank) else {
                continue;
            };
            let (least, all) = cost_of(at);
            let Some(draft) = drafts.get_mut(at) else {
                continue;
            };
            if draft.item.short.is_none() && least == all && all <= left {
                left -= all;
                draft.item.short = Some(short_of(draft, all - draft.title_words, context));
            }
        }
    }
}

/// The least and the most words that an item's short form costs, its title above it included.
fn cost(draft: &Draft<'_>) -> (u32, u32) {
    let all = match &draft.brief {
        Some(brief) => brief.words,
        None => draft.item.full.words,
    };
    let least = match &draft.brief {
        Some(_) => all,
        None => all.min(SHORTEST_LEAD),
    };
    (least + draft.title_words, all + draft.title_words)
}

/// Topics in the order of their first items, candidates best first.
fn by_topic(drafts: &[Draft<'_>]) -> Vec<Topic> {
    let mut keys: Vec<&str> = Vec::new();
    let mut topics: Vec<Topic> = Vec::new();
    for (at, draft) in drafts.iter().enumerate().filter(|(_, draft)| !draft.aside) {
        let key = draft.item.topic.as_str();
        let known = keys.iter().position(|known| *known == key);
        if let Some(topic) = known.and_then(|known| topics.get_mut(known)) {
            topic.candidates.push(at);
        } else {
            keys.push(key);
            topics.push(Topic {
                candidates: vec![at],
                share: 0,
                spent: 0,
            });
        }
    }
    for topic in &mut topics {
        topic.candidates.sort_by_key(|&at| {
            let event = drafts
                .get(at)
                .filter(|draft| draft.item.kind == ItemKind::Event);
            event.map(|draft| soonness(draft.item.starts))
        });
    }
    topics
}

/// Events without a date come after all others.
fn soonness(starts: Option<EventStart>) -> i64 {
    const DAY: i64 = lagom_model::Timestamp::DAY;
    match starts {
        Some(EventStart::At(at)) => at.0,
        Some(EventStart::On(date)) => {
            let days = i64::from(chrono::Datelike::num_days_from_ce(&date)) - DAYS_BEFORE_EPOCH;
            // The end of that date.
            (days + 1) * DAY
        }
        None => i64::MAX,
    }
}

/// Days of the common era before 1970-01-01.
const DAYS_BEFORE_EPOCH: i64 = 719_163;

/// Shares of a whole: equal, but none larger than what is wanted; what one leaves, others get.
fn fair_shares(whole: u32, wants: &[u32]) -> Vec<u32> {
    let mut order: Vec<(usize, u32)> = wants.iter().copied().enumerate().collect();
    order.sort_by_key(|(_, want)| *want);
    let mut shares = vec![0; wants.len()];
    let mut left = whole;
    let mut takers = u32::try_from(wants.len()).unwrap_or(u32::MAX);
    for (at, want) in order {
        let share = want.min(left.checked_div(takers).unwrap_or_default());
        if let Some(slot) = shares.get_mut(at) {
            *slot = share;
        }
        left -= share;
        takers -= 1;
    }
    shares
}

/// An item's short form of at most that many words.
fn short_of<'a>(draft: &Draft<'a>, most: u32, context: Context<'a, '_>) -> Block {
    let whole = draft.brief.as_ref().unwrap_or(&draft.item.full);
    if whole.words <= most {
        return whole.clone();
    }
    let kept = if draft.brief.is_some() {
        first_words(&draft.body, most)
    } else {
        lead(&draft.body, most)
    };
    let block = render(&kept, context.footnotes, draft.level);
    if block.words <= most {
        block
    } else {
        Block::default()
    }
}

/// A short form is never empty: the first words of the first item, if only its title.
fn something<'a>(drafts: &mut [Draft<'a>], most: u32, context: Context<'a, '_>) {
    let best = by_topic(drafts)
        .first()
        .and_then(|topic| topic.candidates.first().copied())
        .unwrap_or_default();
    if let Some(draft) = drafts.get_mut(best) {
        draft.item.short = Some(short_of(draft, most, context));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_fair() {
        for (whole, wants, shares) in [
            (30, vec![10, 10, 10], vec![10, 10, 10]),
            (30, vec![100, 5, 100], vec![12, 5, 13]),
            (10, vec![100, 0], vec![10, 0]),
            (0, vec![1], vec![0]),
            (5, vec![], vec![]),
        ] {
            assert_eq!(fair_shares(whole, &wants), shares);
        }
    }
}
