package io.proxima.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class ElementTypeTest {
  @Test
  void everyStorableNumberIsReadAsItWasWritten() {
    float[] halves = new float[1 << 16];
    float[] bytes = new float[1 << 8];
    for (int i = 0; i < halves.length; i++) {
      halves[i] = Float.float16ToFloat((short) i);
    }
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    assertThat(stored(ElementType.FLOAT16, halves)).isEqualTo(halves);
    assertThat(stored(ElementType.INT8, bytes)).isEqualTo(bytes);
    assertThat(stored(ElementType.FLOAT32, halves)).isEqualTo(halves);
  }

  private static float[] stored(ElementType element, float[] values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[3 + element.bytes() * values.length]);
    element.write(values, 1, bytes, 3, values.length - 1);
    float[] read = new float[values.length];
    read[0] = values[0];
    element.read(bytes, 3, read, 1, values.length - 1);
    return read;
  }

  @Test
  void halfPrecisionRoundsAndWholeNumbersAreNotRounded() {
    assertThat(ElementType.FLOAT16.stored(0.1f)).isEqualTo(0.099975586f);
    assertThat(ElementType.FLOAT16.stored(65_519)).isEqualTo(65_504);
    assertThat(ElementType.FLOAT16.stored(65_520)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(ElementType.INT8.stored(-128)).isEqualTo(-128);
    assertThat(ElementType.INT8.stored(128)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(ElementType.INT8.stored(-129)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(ElementType.INT8.stored(0.5f)).isNaN();
    assertThat(ElementType.FLOAT32.stored(0.1f)).isEqualTo(0.1f);
  }
}
