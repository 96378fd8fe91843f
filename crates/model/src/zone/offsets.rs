//! The offsets of one zone from 1970 to 2100, expanded once: finding one is an index and a step or two, without a
//! search and without the heap. Outside these years it has no answer.

use super::Steady;
use crate::time::Timestamp;
use jiff::tz::TimeZone;

/// A bucket of the index spans 2³³ ms, about 99 days: few buckets hold more than one change.
const BUCKET_BITS: u32 = 33;
const BUCKETS: i64 = 481;

/// The first instant beyond the table: 2100-12-07.
pub(super) const END: i64 = BUCKETS << BUCKET_BITS;

/// More than any clock has been ahead of or behind Greenwich since 1970, in milliseconds.
const FARTHEST: i64 = 16 * Timestamp::HOUR;

/// A time in which the offset stays the same.
#[derive(Debug, Clone, Copy)]
struct Span {
    /// Its first instant.
    start: i64,
    /// Milliseconds east of Greenwich.
    offset: i64,
}

/// All spans, and for each bucket the span that holds at its beginning.
#[derive(Debug)]
pub(super) struct Offsets {
    spans: Box<[Span]>,
    index: Box<[u16]>,
}

impl Offsets {
    pub(super) fn of(zone: &TimeZone) -> Self {
        let millis = |at: jiff::Timestamp| i64::from(zone.to_offset(at).seconds()) * 1000;
        let epoch = jiff::Timestamp::UNIX_EPOCH;
        let mut spans = vec![Span {
            start: 0,
            offset: millis(epoch),
        }];
        let mut last = millis(epoch);
        for change in zone.following(epoch) {
            let (start, offset) = (
                change.timestamp().as_millisecond(),
                millis(change.timestamp()),
            );
            if start >= END {
                break;
            }
            // A new name for the same offset is no change here.
            if offset != last {
                spans.push(Span { start, offset });
                last = offset;
            }
        }
        let index = (0..BUCKETS).map(|bucket| {
            let holding = spans.partition_point(|span| span.start <= bucket << BUCKET_BITS);
            u16::try_from(holding.saturating_sub(1)).unwrap_or(u16::MAX)
        });
        Self {
            index: index.collect(),
            spans: spans.into(),
        }
    }

    /// Milliseconds east of Greenwich at an instant within the table.
    pub(super) fn at(&self, at: Timestamp) -> Option<i64> {
        Some(self.span_at(at.0)?.1.offset)
    }

    /// The time around an instant within the table in which the offset stays the same.
    #[inline]
    pub(super) fn steady(&self, at: Timestamp) -> Option<Steady> {
        let (index, span) = self.span_at(at.0)?;
        let until = self.spans.get(index + 1).map_or(END, |next| next.start);
        Some(Steady {
            from: Timestamp(span.start),
            until: Timestamp(until),
            offset: span.offset,
        })
    }

    /// The first instant at which the clock shows a wall time (as milliseconds since 1970-01-01T00:00 of
    /// that clock) or, where it skips it, a later one; within the table.
    pub(super) fn first_showing(&self, wall: i64) -> Option<Timestamp> {
        if wall.checked_add(FARTHEST)? >= END {
            return None;
        }
        let (mut index, mut span) = self.span_at(wall.checked_sub(FARTHEST)?)?;
        while let Some(next) = self.spans.get(index + 1) {
            if wall < next.start + span.offset {
                break;
            }
            (index, span) = (index + 1, *next);
        }
        Some(Timestamp((wall - span.offset).max(span.start)))
    }

    #[inline]
    fn span_at(&self, at: i64) -> Option<(usize, Span)> {
        let bucket = usize::try_from(at >> BUCKET_BITS).ok()?;
        let mut index = usize::from(*self.index.get(bucket)?);
        let mut span = *self.spans.get(index)?;
        while let Some(next) = self.spans.get(index + 1).filter(|next| next.start <= at) {
            (index, span) = (index + 1, *next);
        }
        Some((index, span))
    }
}
