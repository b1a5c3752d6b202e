//! Work on several processors with results in the order of the items, and few of either in hand at
//! a time.

use std::{
    num::NonZeroUsize,
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, sync_channel},
    },
    thread,
};

/// As many threads as there are processors to use.
pub(crate) fn processors() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Does one piece of work on a thread of its own, beside another one.
pub(crate) fn both(one: &mut (dyn FnMut() + Send), other: &mut dyn FnMut()) {
    thread::scope(|scope| {
        scope.spawn(one);
        other();
    });
}

/// So many results for each thread wait at most for those before them.
const AHEAD: usize = 16;

/// Takes items one by one, has `jobs` threads work on them, and hands the results to `sink` in the
/// order of the items. However many items there are, only a few for each thread are held at once:
/// whoever works waits for the sink. Threads take items from each other's hands rather than from a
/// further thread, which would have to wait for a processor. A single item, and a single job, take no
/// thread.
///
/// # Errors
/// The first error of the sink, after which no further item is taken.
pub(crate) fn ordered<T: Send, R: Send, E>(
    jobs: NonZeroUsize,
    items: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> R + Sync,
    sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    ordered_with(jobs, items, || (), |(), item| work(item), sink)
}

/// Does the same, and hands to `work` with each item what `start` made for the thread.
///
/// # Errors
/// The first error of the sink, after which no further item is taken.
pub(crate) fn ordered_with<T: Send, R: Send, S, E>(
    jobs: NonZeroUsize,
    items: impl Iterator<Item = T> + Send,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&S, T) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    if jobs.get() == 1 || items.size_hint().1 == Some(1) {
        let own = start();
        return items.map(|item| work(&own, item)).try_for_each(sink);
    }
    // Each item's place in the order is taken with it, by the channel that its result will come
    // through.
    let (places, results) = sync_channel::<Receiver<R>>(AHEAD * jobs.get());
    let items = Mutex::new(items.fuse());
    let (items, start, work) = (&items, &start, &work);
    thread::scope(|scope| {
        for _ in 0..jobs.get() {
            let places = places.clone();
            scope.spawn(move || {
                let own = start();
                loop {
                    let mut rest = items.lock().unwrap_or_else(PoisonError::into_inner);
                    let Some(item) = rest.next() else { break };
                    let (give, take) = sync_channel(1);
                    if places.send(take).is_err() {
                        break;
                    }
                    drop(rest);
                    // Nobody waits for it after the sink has failed.
                    let _ = give.send(work(&own, item));
                }
            });
        }
        drop(places);
        // Dropping `results` on return is what stops the threads.
        let results = results;
        for result in &results {
            let Ok(result) = result.recv() else { break };
            sink(result)?;
        }
        Ok(())
    })
}
