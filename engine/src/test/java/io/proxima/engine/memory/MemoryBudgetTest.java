package io.proxima.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget whole = MemoryBudget.of(1_000);
  private final MemoryBudget part = whole.part(600, "; ask for more");

  private static void isRefused(Runnable reserving, String message) {
    assertThatThrownBy(reserving::run)
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY))
        .hasMessage(message);
  }

  @Test
  void aPartCountsInTheWhole() {
    Reservation reservation = part.reserve("sort", 400);
    reservation.grow(100);
    assertThat(part.usedBytes()).isEqualTo(500);
    assertThat(whole.usedBytes()).isEqualTo(500);
    reservation.shrink(200);
    assertThat(whole.usedBytes()).isEqualTo(300);
    reservation.close();
    reservation.close();
    assertThat(part.usedBytes()).isZero();
    assertThat(whole.usedBytes()).isZero();
  }

  @Test
  void whatIsTooMuchForAPartTakesNothingAndSaysWhatToDo() {
    Reservation reservation = part.reserve("sort", 400);
    isRefused(
        () -> reservation.grow(201), "sort needs 201 bytes, 200 of 600 are free; ask for more");
    assertThat(reservation.bytes()).isEqualTo(400);
    assertThat(whole.usedBytes()).isEqualTo(400);
  }

  @Test
  void whatIsTooMuchForTheWholeTakesNothingOfThePart() {
    whole.reserve("rows", 700);
    isRefused(() -> part.reserve("sort", 301), "sort needs 301 bytes, 300 of 1000 are free");
    assertThat(part.usedBytes()).isZero();
    assertThat(whole.usedBytes()).isEqualTo(700);
  }
}
