"""How far a sync is among the changed files: in files, in passages, and in bytes of work done."""

from collections import deque


class Position:
    """Counts what has been read and what has been embedded.

    Embedding takes longest and comes some hundred passages after reading, so that the bytes that
    count as done are those whose passages are embedded.

    Args:
        files: how many there are.
    """

    def __init__(self, files: int) -> None:
        self._files = files
        self.file = 0
        """Number of the file at hand."""
        self.passages = 0
        """Passages embedded so far."""
        self._begin = self._end = 0  # of the file at hand, in bytes of all
        self._read = 0  # passages
        # Passages read when so many bytes were, oldest first, from the last that are all embedded.
        self._marks: deque[tuple[int, int]] = deque([(0, 0)])

    def next(self, size: int) -> None:
        """Go on to the next file, of so many bytes; the one before has been read."""
        self.end_file()
        self.file = min(self.file + 1, self._files)
        self._begin, self._end = self._end, self._end + size

    def end_file(self) -> None:
        """Note that the file at hand has been read."""
        self._mark(self._end)

    def read(self, consumed: int, passages: int) -> None:
        """Note that an article has been read.

        Args:
            consumed: bytes of its file up to its end; 0 where that can't be told.
            passages: how many of it are to be embedded.
        """
        self._read += passages
        self._mark(min(self._begin + consumed, self._end))

    def embedded(self, passages: int) -> None:
        """Note that so many passages more are embedded."""
        self.passages += passages
        while len(self._marks) > 1 and self._marks[1][0] <= self.passages:
            self._marks.popleft()

    @property
    def bytes(self) -> float:
        """Bytes whose passages are embedded."""
        passages, done = self._marks[0]
        if len(self._marks) == 1:
            return done
        further, end = self._marks[1]
        return done + (end - done) * (self.passages - passages) / (further - passages)

    def _mark(self, end: int) -> None:
        passages, before = self._marks[-1]
        end = max(end, before)  # a file may be read again
        # Files are read some kilobytes at once: the articles of these lie somewhere in them.
        within = self._begin < end == before and len(self._marks) > 1
        if passages == self._read or within:
            self._marks[-1] = (self._read, end)
        else:
            self._marks.append((self._read, end))
