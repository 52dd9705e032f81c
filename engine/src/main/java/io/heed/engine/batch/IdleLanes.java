package io.heed.engine.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The lanes that run nothing, by device. The next one is of the device with the most of them, which
 * has the least to do; of a device, the one that ran last. Guarded by the scheduler's lock.
 */
final class IdleLanes<R> {
  private final List<Deque<Lane<R>>> byDevice = new ArrayList<>();
  private int size;

  IdleLanes(int devices) {
    for (int i = 0; i < devices; i++) {
      byDevice.add(new ArrayDeque<>());
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void push(Lane<R> lane) {
    byDevice.get(lane.device()).push(lane);
    size++;
  }

  Lane<R> pop() {
    Deque<Lane<R>> most = byDevice.get(0);
    for (int i = 1; i < byDevice.size(); i++) {
      if (byDevice.get(i).size() > most.size()) {
        most = byDevice.get(i);
      }
    }
    size--;
    return most.pop();
  }

  void forEach(Consumer<Lane<R>> action) {
    byDevice.forEach(lanes -> lanes.forEach(action));
  }

  void clear() {
    byDevice.forEach(Deque::clear);
    size = 0;
  }
}
