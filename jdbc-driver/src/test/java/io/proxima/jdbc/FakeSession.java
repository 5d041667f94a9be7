package io.proxima.jdbc;

import io.proxima.client.ExecuteOptions;
import io.proxima.client.Nullable;
import io.proxima.client.Outcome;
import io.proxima.client.ParameterColumn;
import io.proxima.client.PreparedQuery;
import io.proxima.client.ProximaUrl;
import io.proxima.client.ResultColumn;
import io.proxima.client.RowLayout;
import io.proxima.client.RowStream;
import io.proxima.client.Session;
import io.proxima.client.SessionException;
import io.proxima.client.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A session that plays what a test wrote down, and notes what it was asked.
final class FakeSession implements Session {
  /// What a statement does when it is executed.
  @FunctionalInterface
  interface Play {
    Outcome execute(@Nullable Object[] parameters, ExecuteOptions options) throws SessionException;
  }

  private record Part(PreparedQuery query, Play play) {}

  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<@Nullable Object[]> parameters = new ArrayList<>();
  final List<byte[]> blocks = new ArrayList<>();
  final List<ExecuteOptions> options = new ArrayList<>();
  final Map<Long, String> prepared = new HashMap<>();
  int openStreams;
  boolean closed;
  private final Map<String, Part> parts = new HashMap<>();
  private boolean autoCommit = true;
  private boolean readOnly;
  private boolean readCommitted;
  private String schema = "public";
  private @Nullable SessionException next;
  private long ids;

  /// A query that gives these rows.
  FakeSession rows(String sql, String columns, @Nullable Object[]... rows) {
    return rows(sql, ListRows.columns(columns), List.of(), rows);
  }

  FakeSession rows(
      String sql,
      List<ResultColumn> columns,
      List<ParameterColumn> parameters,
      @Nullable Object[]... rows) {
    return play(
        sql,
        new PreparedQuery(0, sql, true, columns, parameters, null),
        (values, options) -> Outcome.of(new Stream(new ListRows(columns, List.of(rows)))));
  }

  /// A statement that changes as many rows.
  FakeSession count(String sql, long count, ParameterColumn... parameters) {
    return play(
        sql,
        new PreparedQuery(0, sql, false, List.of(), List.of(parameters), null),
        (values, options) -> Outcome.of(count));
  }

  /// An INSERT whose batches go as a block, of up to 63 rows.
  FakeSession insert(String sql, RowLayout layout) {
    List<ParameterColumn> columns =
        layout.fields().stream()
            .filter(f -> f.parameter() >= 0)
            .sorted(java.util.Comparator.comparingInt(RowLayout.Field::parameter))
            .map(f -> new ParameterColumn(f.type(), f.precision(), f.scale(), f.nullable()))
            .toList();
    return play(
        sql,
        new PreparedQuery(0, sql, false, List.of(), columns, layout),
        (values, options) -> Outcome.of(1));
  }

  FakeSession play(String sql, PreparedQuery query, Play play) {
    parts.put(sql, new Part(query, play));
    return this;
  }

  /// The next execution fails.
  FakeSession failing(String sqlState, String message) {
    next = new SessionException(sqlState, message);
    return this;
  }

  static ParameterColumn parameter(ValueType type, int precision) {
    return new ParameterColumn(type, precision, 0, true);
  }

  ProximaConnection connect(String url) throws SessionException {
    return new ProximaConnection(ProximaUrl.parse(url, new java.util.Properties()), this);
  }

  ProximaConnection connect() {
    try {
      return connect("jdbc:proxima:mem:");
    } catch (SessionException e) {
      throw new AssertionError(e);
    }
  }

  private void note(String call) {
    calls.add(call);
  }

  private void failIfWanted() throws SessionException {
    SessionException failure = next;
    next = null;
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public PreparedQuery prepare(String sql) throws SessionException {
    note("prepare " + sql);
    Part part = parts.get(sql);
    if (part == null) {
      throw new SessionException("42601", "no such part: " + sql, 8, null);
    }
    PreparedQuery q = part.query();
    long id = ++ids;
    prepared.put(id, sql);
    return new PreparedQuery(id, sql, q.isQuery(), q.columns(), q.parameters(), q.rowLayout());
  }

  @Override
  public Outcome execute(PreparedQuery query, @Nullable Object[] values, ExecuteOptions how)
      throws SessionException {
    note("execute " + query.sql());
    parameters.add(values.clone());
    options.add(how);
    failIfWanted();
    Part part = parts.get(query.sql());
    return java.util.Objects.requireNonNull(part).play().execute(values, how);
  }

  @Override
  public long[] executeBatch(PreparedQuery query, List<@Nullable Object[]> rows, ExecuteOptions how)
      throws SessionException {
    note("batch of " + rows.size());
    parameters.addAll(rows);
    failIfWanted();
    return new long[rows.size()];
  }

  @Override
  public long executeBlock(PreparedQuery query, byte[] payload, ExecuteOptions how)
      throws SessionException {
    note("block");
    blocks.add(payload);
    failIfWanted();
    int operation =
        java.nio.ByteBuffer.wrap(payload).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(4);
    return payload[8 + operation] / 2;
  }

  @Override
  public void release(PreparedQuery query) {
    prepared.remove(query.id());
  }

  @Override
  public boolean isAutoCommit() {
    return autoCommit;
  }

  @Override
  public void setAutoCommit(boolean autoCommit) {
    note("autocommit " + autoCommit);
    this.autoCommit = autoCommit;
  }

  @Override
  public void commit() throws SessionException {
    note("commit");
    failIfWanted();
  }

  @Override
  public void rollback() {
    note("rollback");
  }

  @Override
  public void savepoint(String name) {
    note("savepoint " + name);
  }

  @Override
  public void rollbackTo(String savepoint) {
    note("rollback to " + savepoint);
  }

  @Override
  public void releaseSavepoint(String savepoint) {
    note("release " + savepoint);
  }

  @Override
  public String schema() {
    return schema;
  }

  @Override
  public void setSchema(String schema) throws SessionException {
    if (schema.equals("missing")) {
      throw new SessionException("42704", "schema missing does not exist");
    }
    this.schema = schema;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public void setReadOnly(boolean readOnly) {
    this.readOnly = readOnly;
  }

  @Override
  public boolean isReadCommitted() {
    return readCommitted;
  }

  @Override
  public void setReadCommitted(boolean readCommitted) {
    this.readCommitted = readCommitted;
  }

  @Override
  public boolean isValid(int timeoutSeconds) {
    return !closed;
  }

  @Override
  public void cancel() {
    note("cancel");
  }

  @Override
  public void abort() {
    note("abort");
    closed = true;
  }

  @Override
  public void close() {
    note("close");
    closed = true;
  }

  /// Counts the open ones.
  private final class Stream implements RowStream {
    private final ListRows rows;
    private boolean open = true;

    private Stream(ListRows rows) {
      this.rows = rows;
      openStreams++;
    }

    @Override
    public List<ResultColumn> columns() {
      return rows.columns();
    }

    @Override
    public boolean next() {
      assertOpen();
      return rows.next();
    }

    @Override
    public boolean isNull(int column) {
      assertOpen();
      return rows.isNull(column);
    }

    @Override
    public long longAt(int column) {
      assertOpen();
      return rows.longAt(column);
    }

    @Override
    public double doubleAt(int column) {
      assertOpen();
      return rows.doubleAt(column);
    }

    @Override
    public @Nullable Object valueAt(int column) {
      assertOpen();
      return rows.valueAt(column);
    }

    private void assertOpen() {
      if (!open) {
        throw new AssertionError("the stream is closed");
      }
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        openStreams--;
      }
    }
  }
}
