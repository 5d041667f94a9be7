package io.proxima.engine.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.Refusals;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Vectors;
import java.util.Arrays;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

@Seeded
class EpochFileTest {
  private static final UUID DATABASE = new UUID(1, 2);
  private static final EpochId ID = new EpochId(3, 2, 17);
  private static final String PATH = "epoch/17";

  private final FaultStorage storage = new FaultStorage();

  private Epoch write(RandomGenerator random, int rows, int dim, long rowCount) {
    float[] sample = EpochTest.flat(Vectors.gaussian(random, rows, dim));
    Epoch trained = EpochTrainer.train(ID, Form.UNIT, sample, rows, dim, (int) (rowCount / 384));
    Epoch epoch = trained.with(new Epoch.Figures(rowCount, 1.5, 2.25));
    storage.createDirectory("epoch");
    EpochFile.write(storage, PATH, DATABASE, epoch);
    return epoch;
  }

  private Epoch read() {
    return EpochFile.read(storage, PATH, DATABASE, ID);
  }

  @Test
  void whatWasWrittenIsRead(RandomGenerator random) {
    Epoch written = write(random, 3000, 20, 200_000);
    Epoch read = read();

    assertThat(written.lists().length * 4).isGreaterThan(32 << 10);
    assertThat(read.id()).isEqualTo(ID);
    assertThat(read.form()).isEqualTo(Form.UNIT);
    assertThat(read.dim()).isEqualTo(20);
    assertThat(read.mean()).isEqualTo(written.mean());
    assertThat(read.rotationSeed()).isEqualTo(written.rotationSeed());
    assertThat(read.cells()).isEqualTo(written.cells());
    assertThat(read.cellStarts()).isEqualTo(written.cellStarts());
    assertThat(read.lists()).isEqualTo(written.lists());
    assertThat(read.figures()).isEqualTo(new Epoch.Figures(200_000, 1.5, 2.25));
  }

  @Test
  void theBytesAreThoseOfTheTable(RandomGenerator random) {
    Epoch epoch = write(random, 40, 2, 800);
    byte[] bytes = storage.read(PATH);

    assertThat(Arrays.copyOf(bytes, 8))
        .isEqualTo("PXEPO\r\n\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(Arrays.copyOfRange(bytes, 8, 48))
        .containsExactly(
            1,
            0,
            0,
            0,
            3,
            0,
            0,
            0,
            17,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            2,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
            2,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
            epoch.listCount(),
            0,
            0,
            0,
            0,
            0,
            0,
            0);
    assertThat(bytes).hasSize(80 + 8 + 8 + 4 + 8 * epoch.listCount() + 4);
  }

  @Test
  void everyChangedByteIsFound(RandomGenerator random) {
    write(random, 40, 3, 4000);
    byte[] sound = storage.read(PATH);
    for (int i = 0; i < sound.length; i++) {
      byte[] damaged = sound.clone();
      damaged[i] ^= (byte) (1 << random.nextInt(8));
      isRefused(damaged);
    }
    storage.overwrite(PATH, sound);
    assertThat(read().id()).isEqualTo(ID);
  }

  @Test
  void everyShorterFileIsRefused(RandomGenerator random) {
    write(random, 40, 3, 4000);
    byte[] sound = storage.read(PATH);
    for (int length = 0; length < sound.length; length++) {
      isRefused(Arrays.copyOf(sound, length));
    }
    isRefused(Arrays.copyOf(sound, sound.length + 1));
    isRefused(Arrays.copyOf(sound, sound.length + 10));
  }

  private void isRefused(byte[] content) {
    storage.overwrite(PATH, content);
    Refusals.refuses(ErrorCode.CORRUPT_FILE, this::read)
        .hasMessageContaining(PATH)
        .hasMessageContaining("offset");
  }

  @Test
  void theFileOfAnotherEpochOrDatabaseIsRefused(RandomGenerator random) {
    write(random, 40, 3, 4000);

    for (EpochId other :
        new EpochId[] {new EpochId(4, 2, 17), new EpochId(3, 1, 17), new EpochId(3, 2, 18)}) {
      Refusals.refuses(
          ErrorCode.CORRUPT_FILE, () -> EpochFile.read(storage, PATH, DATABASE, other));
    }
    Refusals.refuses(
        ErrorCode.CORRUPT_FILE, () -> EpochFile.read(storage, PATH, new UUID(1, 3), ID));
    storage.remove(PATH);
    try {
      read();
    } catch (ProximaException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_FILE);
      return;
    }
    throw new AssertionError("a missing file was read");
  }
}
