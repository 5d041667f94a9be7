package io.proxima.engine.schema;

/// The full name of a table.
public record TableName(String schema, String name) {
  @Override
  public String toString() {
    return schema + "." + name;
  }
}
