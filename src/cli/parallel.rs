//! Work on several processors with results in the order of the items, and few of either in hand at
//! a time.

use std::{
    num::NonZeroUsize,
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

/// As many threads as there are processors to use.
pub(crate) fn processors() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Takes items one by one, has `jobs` threads work on them, and hands the results to `sink` in the
/// order of the items. However many items there are, no more than about four for each thread are
/// held at once: whoever reads waits for those who work, and they wait for the sink. A single item,
/// and a single job, take no thread.
///
/// # Errors
/// The first error of the sink, after which no further item is taken.
pub(crate) fn ordered<T: Send, R: Send, E>(
    jobs: NonZeroUsize,
    items: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    if jobs.get() == 1 || items.size_hint().1 == Some(1) {
        return items.map(work).try_for_each(sink);
    }
    let (tasks, queue) = sync_channel::<(T, SyncSender<R>)>(jobs.get());
    // Each item's place in the queue is taken before it is worked on, by the channel that its
    // result will come through.
    let (places, results) = sync_channel::<Receiver<R>>(2 * jobs.get());
    let queue = Mutex::new(queue);
    let (queue, work) = (&queue, &work);
    thread::scope(|scope| {
        scope.spawn(move || {
            for item in items {
                let (give, take) = sync_channel(1);
                if places.send(take).is_err() || tasks.send((item, give)).is_err() {
                    break;
                }
            }
        });
        for _ in 0..jobs.get() {
            scope.spawn(move || {
                loop {
                    let task = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((item, give)) = task else { break };
                    // Nobody waits for it after the sink has failed.
                    let _ = give.send(work(item));
                }
            });
        }
        // Dropping `results` on return is what stops the reader.
        let results = results;
        for result in &results {
            let Ok(result) = result.recv() else { break };
            sink(result)?;
        }
        Ok(())
    })
}
