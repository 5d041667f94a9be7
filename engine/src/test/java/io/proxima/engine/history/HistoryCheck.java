package io.proxima.engine.history;

import io.proxima.engine.history.Anomaly.Kind;
import io.proxima.engine.history.Dependencies.Edge;
import io.proxima.engine.history.Dependencies.Reason;
import io.proxima.engine.history.Txn.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds what snapshot isolation with strict visibility forbids in a history.
///
/// The order of the versions of a list follows from the lists that were read, that of a register
/// from what its writers read first; a set tells which of its elements came before a read. From
/// these follow dependencies between transactions, and a forbidden cycle of them is an anomaly.
///
/// - **Threads:** one thread, once.
public final class HistoryCheck {
  private record Value(String key, int value) {}

  /// What a transaction saw of a key before it wrote it, and what it wrote, in order.
  private static final class Access {
    private final List<Integer> written = new ArrayList<>();
    private boolean isRead;
    private Object seen = List.of();

    /// Whether a state fits to what was seen before; remembers it.
    boolean fits(Object state) {
      boolean fits = !isRead || seen.equals(state);
      seen = state;
      isRead = true;
      return fits;
    }
  }

  private enum Shape {
    LIST,
    REGISTER,
    SET
  }

  private final List<Txn> txns;
  private final List<Anomaly> found = new ArrayList<>();
  private final Map<Value, Txn> writers = new HashMap<>();
  private final Map<Txn, Map<String, Access>> accesses = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new TreeMap<>();
  private final Map<Txn, Integer> nodes = new HashMap<>();
  private final Dependencies dependencies = new Dependencies();

  private HistoryCheck(List<Txn> history) {
    Set<Integer> observed = observed(history);
    this.txns =
        history.stream()
            .filter(txn -> txn.outcome() != Outcome.UNKNOWN || observed.contains(txn.id()))
            .toList();
  }

  /// All anomalies of one kind at least, if there is any.
  public static List<Anomaly> of(List<Txn> history) {
    HistoryCheck check = new HistoryCheck(history);
    check.run();
    return check.found;
  }

  /// The transactions of unknown outcome that somebody else has read from, so that they count.
  private static Set<Integer> observed(List<Txn> history) {
    Map<Value, Integer> writer = new HashMap<>();
    for (Txn txn : history) {
      for (Op op : txn.ops()) {
        switch (op) {
          case Op.Append(String key, int value) -> writer.put(new Value(key, value), txn.id());
          case Op.Write(String key, int _, int value) ->
              writer.put(new Value(key, value), txn.id());
          case Op.Add(String key, int value) -> writer.put(new Value(key, value), txn.id());
          case Op.ReadList _, Op.Read _, Op.ReadSet _ -> {}
        }
      }
    }
    Set<Integer> observed = new HashSet<>();
    for (Txn txn : history) {
      for (Op op : txn.ops()) {
        for (int value : read(op)) {
          Integer from = writer.get(new Value(op.key(), value));
          if (from != null && from != txn.id()) {
            observed.add(from);
          }
        }
      }
    }
    return observed;
  }

  private static Iterable<Integer> read(Op op) {
    return switch (op) {
      case Op.ReadList list -> list.values();
      case Op.ReadSet set -> set.elements();
      case Op.Read read -> List.of(read.value());
      case Op.Write write -> List.of(write.before());
      case Op.Append _, Op.Add _ -> List.of();
    };
  }

  private void run() {
    for (Txn txn : txns) {
      for (Op op : txn.ops()) {
        remember(txn, op);
      }
    }
    for (Txn txn : txns) {
      Map<String, Access> own = new HashMap<>();
      accesses.put(txn, own);
      for (Op op : txn.ops()) {
        follow(txn, op, own.computeIfAbsent(op.key(), key -> new Access()));
      }
    }
    accesses.keySet().removeIf(txn -> txn.outcome() == Outcome.ABORTED);
    accesses.keySet().forEach(txn -> nodes.put(txn, dependencies.add()));
    accesses.forEach((txn, own) -> own.forEach((key, access) -> checkSeen(txn, key, access)));
    shapes.forEach((key, shape) -> {
      switch (shape) {
        case LIST -> orderList(key);
        case REGISTER -> orderRegister(key);
        case SET -> orderSet(key);
      }
      findLostUpdates(key);
    });
    orderInTime();
    findCycles();
  }

  private void remember(Txn txn, Op op) {
    switch (op) {
      case Op.Append(String key, int value) -> wrote(txn, key, value, Shape.LIST);
      case Op.Write(String key, int _, int value) -> wrote(txn, key, value, Shape.REGISTER);
      case Op.Add(String key, int value) -> wrote(txn, key, value, Shape.SET);
      case Op.ReadList read -> shapes.put(read.key(), Shape.LIST);
      case Op.Read read -> shapes.put(read.key(), Shape.REGISTER);
      case Op.ReadSet read -> shapes.put(read.key(), Shape.SET);
    }
  }

  private void wrote(Txn txn, String key, int value, Shape shape) {
    shapes.put(key, shape);
    if (writers.put(new Value(key, value), txn) != null) {
      throw new IllegalArgumentException("the history writes " + value + " to " + key + " twice");
    }
  }

  /// Takes the own writes off what was read and compares it with earlier reads.
  private void follow(Txn txn, Op op, Access access) {
    switch (op) {
      case Op.Append(String _, int value) -> access.written.add(value);
      case Op.Add(String _, int value) -> access.written.add(value);
      case Op.ReadList(String _, List<Integer> values) -> {
        int before = values.size() - access.written.size();
        boolean endsWithOwn =
            before >= 0 && values.subList(before, values.size()).equals(access.written);
        require(endsWithOwn && access.fits(values.subList(0, before)), txn, op, access);
      }
      case Op.ReadSet(String _, Set<Integer> elements) -> {
        Set<Integer> others = new HashSet<>(elements);
        access.written.forEach(others::remove);
        require(elements.containsAll(access.written) && access.fits(others), txn, op, access);
      }
      case Op.Read(String _, int value) -> readRegister(txn, op, access, value);
      case Op.Write(String _, int before, int value) -> {
        readRegister(txn, op, access, before);
        access.written.add(value);
      }
    }
  }

  private void readRegister(Txn txn, Op op, Access access, int value) {
    boolean holds =
        access.written.isEmpty() ? access.fits(value) : access.written.getLast() == value;
    require(holds, txn, op, access);
  }

  private void require(boolean holds, Txn txn, Op op, Access access) {
    if (!holds) {
      report(
          Kind.INTERNAL,
          name(txn) + " saw " + access.seen + " and wrote " + access.written + " before " + op);
    }
  }

  /// The values that a transaction saw of a key in the state before its own writes.
  private static List<Integer> values(Access access) {
    return switch (access.seen) {
      case Integer value when value != 0 -> List.of(value);
      case Integer _ -> List.of();
      case List<?> list -> list.stream().map(Integer.class::cast).toList();
      case Set<?> set -> set.stream().map(Integer.class::cast).toList();
      default -> throw new IllegalStateException(access.seen.toString());
    };
  }

  private void checkSeen(Txn txn, String key, Access access) {
    List<Integer> values = values(access);
    if (new HashSet<>(values).size() < values.size()) {
      report(Kind.CORRUPTION, name(txn) + " saw a value twice in " + key + ": " + values);
    }
    for (int value : values) {
      Txn writer = writers.get(new Value(key, value));
      if (writer == null) {
        report(Kind.CORRUPTION, name(txn) + " saw " + value + " in " + key + ", nobody wrote it");
      } else if (writer.outcome() == Outcome.ABORTED) {
        report(Kind.G1A, name(txn) + " saw " + value + " in " + key + " of " + name(writer));
      } else if (isIntermediate(writer, key, values, value)) {
        report(
            Kind.G1B, name(txn) + " saw " + values + " in " + key + ", " + name(writer) + " part");
      }
    }
  }

  /// Whether a state that holds a value does not hold all that its writer wrote.
  private boolean isIntermediate(Txn writer, String key, List<Integer> values, int value) {
    List<Integer> written = written(writer, key);
    return switch (shape(key)) {
      case LIST -> values.getLast() == value && written.getLast() != value;
      case REGISTER -> written.getLast() != value;
      case SET -> !values.containsAll(written);
    };
  }

  private Shape shape(String key) {
    Shape shape = shapes.get(key);
    if (shape == null) {
      throw new IllegalStateException(key);
    }
    return shape;
  }

  private List<Integer> written(Txn txn, String key) {
    Map<String, Access> own = accesses.get(txn);
    Access access = own == null ? null : own.get(key);
    return access == null ? List.of() : access.written;
  }

  private void orderList(String key) {
    List<Integer> order = List.of();
    for (Map<String, Access> own : accesses.values()) {
      List<Integer> values = own.containsKey(key) ? values(own.get(key)) : List.of();
      order = values.size() > order.size() ? values : order;
    }
    for (int i = 1; i < order.size(); i++) {
      add(key, order.get(i - 1), key, order.get(i), Reason.WW);
    }
    List<Txn> unseen = writersBut(key, new HashSet<>(order));
    for (Map.Entry<Txn, Map<String, Access>> each : accesses.entrySet()) {
      Access access = each.getValue().get(key);
      if (access == null || !access.isRead) {
        continue;
      }
      List<Integer> values = values(access);
      if (!values.equals(order.subList(0, values.size()))) {
        report(Kind.CORRUPTION, "two orders of " + key + ": " + values + " and " + order);
        continue;
      }
      if (!values.isEmpty()) {
        add(writers.get(new Value(key, values.getLast())), each.getKey(), Reason.WR);
      }
      if (values.size() < order.size()) {
        add(each.getKey(), writers.get(new Value(key, order.get(values.size()))), Reason.RW);
      }
      unseen.forEach(writer -> add(each.getKey(), writer, Reason.RW));
    }
  }

  private void orderRegister(String key) {
    Map<Integer, List<Txn>> successors = new HashMap<>();
    accesses.forEach((txn, own) -> {
      Access access = own.get(key);
      if (access != null && !access.written.isEmpty() && access.seen instanceof Integer before) {
        successors.computeIfAbsent(before, value -> new ArrayList<>()).add(txn);
        add(writers.get(new Value(key, before)), txn, Reason.WW);
      }
    });
    accesses.forEach((txn, own) -> {
      Access access = own.get(key);
      if (access != null && access.seen instanceof Integer value) {
        add(writers.get(new Value(key, value)), txn, Reason.WR);
        successors.getOrDefault(value, List.of()).forEach(next -> add(txn, next, Reason.RW));
      }
    });
  }

  private void orderSet(String key) {
    accesses.forEach((txn, own) -> {
      Access access = own.get(key);
      if (access != null && access.isRead) {
        List<Integer> values = values(access);
        values.forEach(value -> add(writers.get(new Value(key, value)), txn, Reason.WR));
        writersBut(key, new HashSet<>(values)).forEach(writer -> add(txn, writer, Reason.RW));
      }
    });
  }

  /// Who wrote values of a key that are not among these.
  private List<Txn> writersBut(String key, Set<Integer> values) {
    return accesses.entrySet().stream()
        .filter(each -> each.getValue().containsKey(key))
        .filter(each -> !values.containsAll(each.getValue().get(key).written))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void findLostUpdates(String key) {
    if (shape(key) == Shape.SET) {
      return;
    }
    Map<Object, Txn> replaced = new HashMap<>();
    accesses.forEach((txn, own) -> {
      Access access = own.get(key);
      if (access != null && access.isRead && !access.written.isEmpty()) {
        Txn other = replaced.put(access.seen, txn);
        if (other != null) {
          report(
              Kind.LOST_UPDATE,
              name(other) + " and " + name(txn) + " replaced " + access.seen + " of " + key);
        }
      }
    });
  }

  /// Links who ended to who began later, over nodes that stand for moments.
  private void orderInTime() {
    record Event(long moment, Txn txn, boolean isEnd) {}
    List<Event> events = new ArrayList<>();
    for (Txn txn : accesses.keySet()) {
      events.add(new Event(txn.begun(), txn, false));
      if (txn.outcome() == Outcome.COMMITTED) {
        events.add(new Event(txn.ended(), txn, true));
      }
    }
    events.sort(Comparator.comparingLong(Event::moment));
    int last = -1;
    for (Event event : events) {
      int node = node(event.txn());
      if (event.isEnd()) {
        int moment = dependencies.add();
        dependencies.add(node, moment, Reason.TIME);
        if (last >= 0) {
          dependencies.add(last, moment, Reason.TIME);
        }
        last = moment;
      } else if (last >= 0) {
        dependencies.add(last, node, Reason.TIME);
      }
    }
  }

  private void findCycles() {
    List<Edge> any = dependencies.cycle(Reason.WW, Reason.WR, Reason.RW, Reason.TIME);
    if (any.isEmpty()) {
      return;
    }
    List<Edge> writes = dependencies.cycle(Reason.WW);
    List<Edge> reads = dependencies.cycle(Reason.WW, Reason.WR);
    List<Edge> skew = dependencies.cycle(Reason.WW, Reason.WR, Reason.RW);
    if (!writes.isEmpty()) {
      report(Kind.G0, describe(writes));
    } else if (!reads.isEmpty()) {
      report(Kind.G1C, describe(reads));
    } else if (!skew.isEmpty()) {
      long count = skew.stream().filter(edge -> edge.reason() == Reason.RW).count();
      report(count == 1 ? Kind.G_SINGLE : Kind.LONG_FORK, describe(skew));
    } else {
      report(Kind.STALE_READ, describe(any));
    }
  }

  private String describe(List<Edge> cycle) {
    Map<Integer, String> names = new HashMap<>();
    nodes.forEach((txn, node) -> names.put(node, name(txn) + " " + txn.ops()));
    StringBuilder text = new StringBuilder();
    for (Edge edge : cycle) {
      text.append("\n  ")
          .append(names.getOrDefault(edge.from(), "a moment"))
          .append(" before (")
          .append(edge.reason())
          .append(")");
    }
    return text.append(" the first").toString();
  }

  private void add(String key, int from, String sameKey, int to, Reason reason) {
    Txn later = writers.get(new Value(sameKey, to));
    if (later != null) {
      add(writers.get(new Value(key, from)), later, reason);
    }
  }

  private void add(@Nullable Txn from, @Nullable Txn to, Reason reason) {
    if (from != null && to != null && nodes.containsKey(from) && nodes.containsKey(to)) {
      dependencies.add(node(from), node(to), reason);
    }
  }

  private int node(Txn txn) {
    Integer node = nodes.get(txn);
    if (node == null) {
      throw new IllegalStateException(name(txn));
    }
    return node;
  }

  private void report(Kind kind, String what) {
    found.add(new Anomaly(kind, what));
  }

  private static String name(Txn txn) {
    return "transaction " + txn.id() + " (" + txn.outcome() + ")";
  }
}
