package io.proxima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
  private final Printed out = new Printed();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void showsShareSpeedAndTheTimeLeft() {
    try (ProgressBar bar = new ProgressBar(out.stream, nanos::get)) {
      nanos.set(2_000_000_000L);
      bar.advanced(5_000, 250, 1_000);
      assertThat(out.take())
          .isEqualTo("\r[######------------------]  25 %, 5,000 rows, 2,500 rows/s, 6 s left");
      nanos.addAndGet(1_000);
      bar.advanced(5_001, 251, 1_000);
      assertThat(out.take()).as("not again at once").isEmpty();
    }
    assertThat(out.take()).matches("\r +\r");
  }

  @Test
  void withoutAnEndItShowsWhatIsWritten() {
    try (ProgressBar bar = new ProgressBar(out.stream, nanos::get)) {
      nanos.set(1_000_000_000L);
      bar.advanced(10, 2_000_000, 0);
    }
    assertThat(out.take()).startsWith("\r10 rows, 10 rows/s, 2.0 MB");
  }

  @Test
  void whatIsDoneAtOnceShowsNothing() {
    try (ProgressBar bar = new ProgressBar(out.stream, nanos::get)) {
      bar.advanced(10, 10, 10);
    }
    assertThat(out.take()).isEmpty();
  }
}
