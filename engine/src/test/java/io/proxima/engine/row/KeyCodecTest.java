package io.proxima.engine.row;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Seeded
class KeyCodecTest {
  private static TableDef table(List<ColumnType> key) {
    List<ColumnDef> columns = new ArrayList<>();
    for (ColumnType type : key) {
      columns.add(new ColumnDef(columns.size(), "k" + columns.size(), type, false));
    }
    Integer[] positions = new Integer[key.size()];
    java.util.Arrays.setAll(positions, i -> i);
    return Tables.of(columns, positions);
  }

  private static List<TypeKind> keyKinds() {
    return Arrays.stream(TypeKind.values()).filter(TypeKind::canBeKey).toList();
  }

  @ParameterizedTest
  @MethodSource("keyKinds")
  void bytesOfOneColumnAreOrderedAsItsValues(TypeKind kind, RandomGenerator random) {
    for (ColumnType type : List.of(Tables.type(kind), unlimited(kind))) {
      ordered(random, List.of(type));
    }
  }

  @RepeatedTest(50)
  void bytesOfSeveralColumnsAreOrderedAsTheirValues(RandomGenerator random) {
    List<ColumnType> key = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      key.add(Tables.type(keyKinds().get(random.nextInt(keyKinds().size()))));
    }
    ordered(random, key);
  }

  @Test
  void halfOfASurrogatePairIsNoKeyAndNotThatOfAQuestionMark() {
    KeyCodec codec = KeyCodec.of(table(List.of(ColumnType.of(TypeKind.VARCHAR))));
    assertThat(codec.decode(codec.encode(List.of("?\uD83D\uDE00"))))
        .isEqualTo(List.of("?\uD83D\uDE00"));
    refuses(ErrorCode.INVALID_TEXT, () -> codec.encode(List.of("\uD800")));
  }

  private static ColumnType unlimited(TypeKind kind) {
    return switch (kind) {
      case VARBINARY -> ColumnType.of(kind, 9);
      case CHAR -> ColumnType.of(kind, 2);
      default -> new ColumnType(kind, 0, kind == TypeKind.DECIMAL ? 3 : 0);
    };
  }

  private static void ordered(RandomGenerator random, List<ColumnType> key) {
    KeyCodec codec = KeyCodec.of(table(key));
    for (int i = 0; i < 400; i++) {
      List<Object> a = key.stream().map(type -> Tables.value(random, type)).toList();
      List<Object> b = new ArrayList<>(a);
      b.replaceAll(value -> value);
      for (int c = random.nextInt(key.size()); c < key.size(); c++) {
        b.set(c, Tables.value(random, key.get(c)));
      }
      assertThat(Integer.signum(codec.encode(a).compareTo(codec.encode(b))))
          .as("%s and %s", a, b)
          .isEqualTo(Integer.signum(compare(key, a, b)));
      assertThat(compare(key, codec.decode(codec.encode(a)), a)).isZero();
    }
  }

  private static int compare(List<ColumnType> key, List<Object> a, List<Object> b) {
    for (int i = 0; i < key.size(); i++) {
      int order = ValueOrder.of(key.get(i).kind()).compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Test
  void theKeyOfARowIsThatOfItsValues(RandomGenerator random) {
    TableDef every = Tables.everyType();
    List<Integer> key = List.of(27, 0, 17, 3);
    TableDef table = new TableDef(1, every.name(), 1, every.columns(), key, every.options());
    RowBatch rows = Tables.rows(random, table, 20);
    KeyCodec codec = KeyCodec.of(table);
    for (int row = 0; row < 20; row++) {
      int at = row;
      List<Object> values = key.stream().map(i -> rows.column(i).valueAt(at)).toList();
      assertThat(codec.encode(rows, row, 99)).isEqualTo(codec.encode(values));
    }
  }

  @Test
  void withoutAPrimaryKeyTheRowIdIsTheKey(RandomGenerator random) {
    TableDef table = Tables.of(Tables.everyType().columns());
    KeyCodec codec = KeyCodec.of(table);
    Key key = codec.encode(Tables.rows(random, table, 1), 0, -3);
    assertThat(key).isEqualTo(KeyCodec.ofRowId(-3)).isLessThan(KeyCodec.ofRowId(2));
    assertThat(codec.decode(key)).containsExactly(-3L);
    assertThat(key.bytes()).containsExactly(0x7F, 255, 255, 255, 255, 255, 255, 0xFD);
  }

  @Test
  void messagesShowColumnsAndValues() {
    KeyCodec codec =
        KeyCodec.of(
            table(List.of(ColumnType.of(TypeKind.VARCHAR), ColumnType.of(TypeKind.BIGINT))));
    assertThat(codec.describe(codec.encode(List.of("a\u0000b", 7L))))
        .isEqualTo("(k0, k1) = (a\u0000b, 7)");
  }
}
