/** Something that happens at a virtual time; canceled, it doesn't. */
export type Timer = { readonly at: number; readonly order: number; run: () => void; canceled: boolean };

export type TimerQueue = ReturnType<typeof timerQueue>;

/** Timers by their virtual time; those of one time in the order in which they were set. A binary heap. */
export function timerQueue() {
  const heap: Timer[] = [];
  let order = 0;

  function isBefore(a: number, b: number): boolean {
    const [left, right] = [heap[a]!, heap[b]!];
    return left.at < right.at || (left.at === right.at && left.order < right.order);
  }

  function swap(a: number, b: number): void {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  }

  function sinkFirst(): void {
    for (let index = 0; ; ) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      let least = index;
      if (left < heap.length && isBefore(left, least)) least = left;
      if (right < heap.length && isBefore(right, least)) least = right;
      if (least === index) return;
      swap(index, least);
      index = least;
    }
  }

  function removeFirst(): Timer | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (last !== undefined && last !== first) {
      heap[0] = last;
      sinkFirst();
    }
    return first;
  }

  return {
    set(at: number, run: () => void): Timer {
      const timer: Timer = { at, order: order++, run, canceled: false };
      heap.push(timer);
      for (let index = heap.length - 1; index > 0; ) {
        const parent = (index - 1) >> 1;
        if (!isBefore(index, parent)) break;
        swap(index, parent);
        index = parent;
      }
      return timer;
    },

    /** The time of the next timer; infinite when there is none. */
    nextAt(): number {
      while (heap[0]?.canceled) removeFirst();
      return heap[0]?.at ?? Number.POSITIVE_INFINITY;
    },

    takeNext(): Timer | undefined {
      while (heap[0]?.canceled) removeFirst();
      return removeFirst();
    },
  };
}
