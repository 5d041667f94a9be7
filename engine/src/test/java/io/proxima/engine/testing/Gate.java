package io.proxima.engine.testing;

import io.proxima.engine.task.Failpoints;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/// Stops the first thread that reaches a failpoint after `arm` until `open`.
public final class Gate implements Failpoints {
  private final String name;
  private final AtomicBoolean isArmed = new AtomicBoolean();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  /// A gate that lets everybody through until it is armed.
  public Gate(String name) {
    this.name = name;
  }

  /// From now on the gate is shut for the next who comes.
  public Gate arm() {
    isArmed.set(true);
    return this;
  }

  /// Waits until somebody stands before the gate.
  public void awaitReached() {
    await(reached);
  }

  /// Lets through who stands before the gate.
  public void open() {
    opened.countDown();
  }

  @Override
  public void hit(String place) {
    if (place.equals(name) && isArmed.getAndSet(false)) {
      reached.countDown();
      await(opened);
    }
  }

  /// Waits without a checked exception.
  public static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
