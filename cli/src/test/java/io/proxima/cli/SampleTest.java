package io.proxima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class SampleTest {
  @Test
  void theSampleIsWholeAndItsEmbeddingsHaveUnitLength() throws IOException {
    Sample sample = Sample.load();
    assertThat(sample.papers()).hasSize(8000).extracting(Sample.Paper::id).doesNotHaveDuplicates();
    assertThat(sample.questions()).hasSize(24);
    assertThat(sample.papers())
        .allSatisfy(paper -> {
          double square = 0;
          for (float x : paper.embedding()) {
            square += x * x;
          }
          assertThat(square).isBetween(0.999, 1.001);
          assertThat(paper.title()).isNotBlank();
          assertThat(paper.year()).isBetween(2016, 2019);
        });
  }
}
