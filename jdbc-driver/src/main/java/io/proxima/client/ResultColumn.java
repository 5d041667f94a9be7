package io.proxima.client;

/// A column of a result.
///
/// `label` is the alias or name; `table`, `schema` and `name` are empty unless it is a column of a
/// table. `precision` is characters, bytes, digits or dimensions (0: not limited), `scale` digits
/// behind the point; `identity` says that the database numbers the column.
public record ResultColumn(
    String label,
    String schema,
    String table,
    String name,
    ValueType type,
    int precision,
    int scale,
    boolean nullable,
    boolean identity) {}
