"""Work that goes on in another thread while its results are used."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

READER = "quoth-reader"  # the thread's name


class _End:
    """What stands last in the queue, with the error that ended the thread, if one did."""

    error: BaseException | None = None


@contextlib.contextmanager
def prefetch(items: Iterable[Item], *, depth: int) -> Iterator[Iterator[Item]]:
    """Iterate over `items` in a thread, at most `depth` of them ahead of the caller.

    At the end of the context the thread has ended. What it raises is raised to the caller
    in its turn.
    """
    made: queue.Queue[Item | _End] = queue.Queue(maxsize=depth)
    is_over = threading.Event()

    def make() -> None:
        end = _End()
        try:
            for item in items:
                made.put(item)
                if is_over.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            end.error = error
        made.put(end)

    def taken() -> Iterator[Item]:
        while True:
            item = made.get()
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item

    thread = threading.Thread(target=make, daemon=True, name=READER)
    thread.start()
    try:
        yield taken()
    finally:
        is_over.set()
        while thread.is_alive():
            # It may be waiting for room to put what nobody wants any more.
            with contextlib.suppress(queue.Empty):
                made.get(timeout=0.01)
        thread.join()
