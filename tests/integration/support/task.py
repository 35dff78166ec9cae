# SPDX-License-Identifier: MIT
"""Work on a thread of its own whose end the test sees: what it returned, or what it raised."""
import threading

SECONDS = 180.0  # of any wait for one; only ever reached by a test that fails


class Task:
    """Task(work, *arguments) begins at once; result() waits for its end."""

    def __init__(self, work, *arguments):
        self._fault = None
        self._value = None
        self._thread = threading.Thread(target=self._run, args=(work, arguments), daemon=True)
        self._thread.start()

    def _run(self, work, arguments):
        try:
            self._value = work(*arguments)
        except BaseException as fault:  # raised again where somebody waits for it
            self._fault = fault

    @property
    def ended(self):
        return not self._thread.is_alive()

    def result(self, seconds=SECONDS):
        self._thread.join(seconds)
        if not self.ended:
            raise AssertionError(f'a task did not end within {seconds} s')
        if self._fault is not None:
            raise self._fault
        return self._value


def results(tasks):
    """Of all of them, in their order; the first fault is raised once all have ended."""
    faults, values = [], []
    for each in tasks:
        try:
            values.append(each.result())
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise faults[0]
    return values
