package io.proxima.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.task.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which job comes next. Jobs are texts; long ones are urgent.
@Timeout(60)
final class JobsTest {
  private static final int PATIENCE = 3;

  /// Does jobs, the first of which waits until `begin` has asked for others, up to `last`.
  private static List<String> done(
      Consumer<Jobs<String>> begin, Consumer<Jobs<String>> afterEach, String last) {
    List<String> done = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch isAtWork = new CountDownLatch(1);
    CountDownLatch isAsked = new CountDownLatch(1);
    CountDownLatch isLastDone = new CountDownLatch(1);
    AtomicReference<Consumer<String>> work = new AtomicReference<>(_ -> {});
    Comparator<String> urgency = Comparator.comparingInt(job -> -job.length());
    Jobs<String> jobs =
        new Jobs<>("test", job -> work.get().accept(job), urgency, PATIENCE, new Ending());
    work.set(job -> {
      done.add(job);
      if (job.equals("first")) {
        isAtWork.countDown();
        await(isAsked);
      } else {
        afterEach.accept(jobs);
      }
      if (job.equals(last)) {
        isLastDone.countDown();
      }
    });
    try (Scheduler scheduler = Scheduler.threads()) {
      jobs.start(scheduler);
      jobs.request("first");
      await(isAtWork);
      begin.accept(jobs);
      isAsked.countDown();
      await(isLastDone); // asking for it again might have it done again
      jobs.end();
      assertThat(jobs.awaitEnd(Duration.ofSeconds(30))).isTrue();
    }
    return done;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theMostUrgentJobComesFirst() {
    List<String> done =
        done(
            jobs -> {
              jobs.request("a");
              jobs.request("ccc");
              jobs.request("bb");
              jobs.request("ddd");
            },
            _ -> {},
            "a");
    assertThat(done).endsWith("ccc", "ddd", "bb", "a");
  }

  @Test
  void aJobThatIsNotUrgentIsNotPassedOverForEver() {
    List<String> done =
        done(
            jobs -> {
              jobs.request("a");
              jobs.request("urgent");
            },
            jobs -> jobs.request("urgent"),
            "a");
    List<String> before = done.subList(0, done.indexOf("a"));
    assertThat(Collections.frequency(before, "urgent")).isEqualTo(PATIENCE);
  }
}
