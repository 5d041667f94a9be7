package io.proxima.jdbc;

import io.proxima.client.Nullable;
import io.proxima.client.ProximaUrl;
import io.proxima.client.UrlProperty;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// What a database has and can do.
///
/// Tables, columns and keys come from `INFORMATION_SCHEMA`. There are no catalogs: a catalog that
/// is named matches nothing.
final class ProximaDatabaseMetaData extends UnsupportedDatabaseMetaData {
  private static final String TABLE_COLUMNS =
      "TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS TYPE_CAT TYPE_SCHEM TYPE_NAME"
          + " SELF_REFERENCING_COL_NAME REF_GENERATION";
  private static final String COLUMN_COLUMNS =
      "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:INTEGER TYPE_NAME"
          + " COLUMN_SIZE:INTEGER BUFFER_LENGTH:INTEGER DECIMAL_DIGITS:INTEGER"
          + " NUM_PREC_RADIX:INTEGER NULLABLE:INTEGER REMARKS COLUMN_DEF SQL_DATA_TYPE:INTEGER"
          + " SQL_DATETIME_SUB:INTEGER CHAR_OCTET_LENGTH:INTEGER ORDINAL_POSITION:INTEGER"
          + " IS_NULLABLE SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE SOURCE_DATA_TYPE:SMALLINT"
          + " IS_AUTOINCREMENT IS_GENERATEDCOLUMN";
  private static final String KEY_COLUMNS =
      "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME KEY_SEQ:SMALLINT PK_NAME";
  private static final String INDEX_COLUMNS =
      "TABLE_CAT TABLE_SCHEM TABLE_NAME NON_UNIQUE:BOOLEAN INDEX_QUALIFIER INDEX_NAME"
          + " TYPE:SMALLINT ORDINAL_POSITION:SMALLINT COLUMN_NAME ASC_OR_DESC CARDINALITY:BIGINT"
          + " PAGES:BIGINT FILTER_CONDITION";
  private static final String FOREIGN_KEY_COLUMNS =
      "PKTABLE_CAT PKTABLE_SCHEM PKTABLE_NAME PKCOLUMN_NAME FKTABLE_CAT FKTABLE_SCHEM FKTABLE_NAME"
          + " FKCOLUMN_NAME KEY_SEQ:SMALLINT UPDATE_RULE:SMALLINT DELETE_RULE:SMALLINT FK_NAME"
          + " PK_NAME DEFERRABILITY:SMALLINT";
  private static final String TYPE_COLUMNS =
      "TYPE_NAME DATA_TYPE:INTEGER PRECISION:INTEGER LITERAL_PREFIX LITERAL_SUFFIX CREATE_PARAMS"
          + " NULLABLE:SMALLINT CASE_SENSITIVE:BOOLEAN SEARCHABLE:SMALLINT"
          + " UNSIGNED_ATTRIBUTE:BOOLEAN FIXED_PREC_SCALE:BOOLEAN AUTO_INCREMENT:BOOLEAN"
          + " LOCAL_TYPE_NAME MINIMUM_SCALE:SMALLINT MAXIMUM_SCALE:SMALLINT SQL_DATA_TYPE:INTEGER"
          + " SQL_DATETIME_SUB:INTEGER NUM_PREC_RADIX:INTEGER";

  private static final int LONGEST_NAME = 128;

  private final ProximaConnection connection;
  private final CatalogRows catalog;

  ProximaDatabaseMetaData(ProximaConnection connection) {
    this.connection = connection;
    this.catalog = new CatalogRows(connection.gate(), connection.defaults().vectorType());
  }

  @Override
  ResultSet result(String columns, List<@Nullable Object[]> rows) throws SQLException {
    connection.gate().checkOpen();
    return ProximaResultSet.of(connection.gate(), new ListRows(ListRows.columns(columns), rows));
  }

  // Tables, columns, keys.

  @Override
  public ResultSet getSchemas() throws SQLException {
    return getSchemas(null, null);
  }

  @Override
  public ResultSet getSchemas(@Nullable String catalog, @Nullable String schemaPattern)
      throws SQLException {
    return result(
        "TABLE_SCHEM TABLE_CATALOG",
        isNamed(catalog) ? List.of() : this.catalog.schemas(schemaPattern));
  }

  @Override
  public ResultSet getTables(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String tableNamePattern,
      String @Nullable [] types)
      throws SQLException {
    return result(
        TABLE_COLUMNS,
        isNamed(catalog) ? List.of() : this.catalog.tables(schemaPattern, tableNamePattern, types));
  }

  @Override
  public ResultSet getTableTypes() throws SQLException {
    return result(
        "TABLE_TYPE",
        List.of(new Object[] {"SYSTEM VIEW"}, new Object[] {"TABLE"}, new Object[] {"VIEW"}));
  }

  @Override
  public ResultSet getColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String tableNamePattern,
      @Nullable String columnNamePattern)
      throws SQLException {
    return result(
        COLUMN_COLUMNS,
        isNamed(catalog)
            ? List.of()
            : this.catalog.columns(schemaPattern, tableNamePattern, columnNamePattern));
  }

  @Override
  public ResultSet getPrimaryKeys(@Nullable String catalog, @Nullable String schema, String table)
      throws SQLException {
    return result(
        KEY_COLUMNS, isNamed(catalog) ? List.of() : this.catalog.primaryKeys(schema, table));
  }

  @Override
  public ResultSet getIndexInfo(
      @Nullable String catalog,
      @Nullable String schema,
      String table,
      boolean unique,
      boolean approximate)
      throws SQLException {
    return result(
        INDEX_COLUMNS, isNamed(catalog) ? List.of() : this.catalog.indexes(schema, table, unique));
  }

  @Override
  public ResultSet getImportedKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String table)
      throws SQLException {
    return foreignKeys(
        !isNamed(catalog), CatalogRows.KeyEnd.ANY, new CatalogRows.KeyEnd(schema, table), true);
  }

  @Override
  public ResultSet getExportedKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String table)
      throws SQLException {
    return foreignKeys(
        !isNamed(catalog), new CatalogRows.KeyEnd(schema, table), CatalogRows.KeyEnd.ANY, false);
  }

  @Override
  public ResultSet getCrossReference(
      @Nullable String parentCatalog,
      @Nullable String parentSchema,
      @Nullable String parentTable,
      @Nullable String foreignCatalog,
      @Nullable String foreignSchema,
      @Nullable String foreignTable)
      throws SQLException {
    return foreignKeys(
        !isNamed(parentCatalog) && !isNamed(foreignCatalog),
        new CatalogRows.KeyEnd(parentSchema, parentTable),
        new CatalogRows.KeyEnd(foreignSchema, foreignTable),
        false);
  }

  private ResultSet foreignKeys(
      boolean isHere, CatalogRows.KeyEnd parent, CatalogRows.KeyEnd child, boolean sortByParent)
      throws SQLException {
    return result(
        FOREIGN_KEY_COLUMNS, isHere ? catalog.foreignKeys(parent, child, sortByParent) : List.of());
  }

  @Override
  public ResultSet getTypeInfo() throws SQLException {
    return result(TYPE_COLUMNS, catalog.types());
  }

  @Override
  public ResultSet getClientInfoProperties() throws SQLException {
    return result(
        "NAME MAX_LEN:INTEGER DEFAULT_VALUE DESCRIPTION",
        List.<@Nullable Object[]>of(
            new @Nullable Object[] {
              ProximaConnection.APPLICATION_NAME, 128, "", UrlProperty.APPLICATION_NAME.doc()
            }));
  }

  private static boolean isNamed(@Nullable String catalog) {
    return catalog != null && !catalog.isEmpty() && !catalog.equals("%");
  }

  // Names and versions.

  @Override
  public Connection getConnection() {
    return connection;
  }

  /// Without its properties, hence without the password.
  @Override
  public String getURL() {
    return connection.url().toString();
  }

  @Override
  public String getUserName() {
    String user = connection.url().text(UrlProperty.USER);
    return user == null ? "" : user;
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return connection.isReadOnly();
  }

  @Override
  public String getDatabaseProductName() {
    return "Proxima";
  }

  @Override
  public String getDatabaseProductVersion() {
    return ProximaDriver.VERSION;
  }

  @Override
  public int getDatabaseMajorVersion() {
    return ProximaDriver.MAJOR;
  }

  @Override
  public int getDatabaseMinorVersion() {
    return ProximaDriver.MINOR;
  }

  @Override
  public String getDriverName() {
    return ProximaDriver.NAME;
  }

  @Override
  public String getDriverVersion() {
    return ProximaDriver.VERSION;
  }

  @Override
  public int getDriverMajorVersion() {
    return ProximaDriver.MAJOR;
  }

  @Override
  public int getDriverMinorVersion() {
    return ProximaDriver.MINOR;
  }

  @Override
  public int getJDBCMajorVersion() {
    return 4;
  }

  @Override
  public int getJDBCMinorVersion() {
    return 3;
  }

  @Override
  public int getSQLStateType() {
    return sqlStateSQL;
  }

  @Override
  public java.sql.RowIdLifetime getRowIdLifetime() {
    return java.sql.RowIdLifetime.ROWID_UNSUPPORTED;
  }

  @Override
  public boolean usesLocalFiles() {
    return connection.url().kind() == ProximaUrl.Kind.FILE;
  }

  // How SQL is written.

  @Override
  public String getIdentifierQuoteString() {
    return "\"";
  }

  @Override
  public String getSearchStringEscape() {
    return "\\";
  }

  @Override
  public String getSchemaTerm() {
    return "schema";
  }

  @Override
  public String getSQLKeywords() {
    return "HALFVEC,INT8VEC,LIMIT,RESET,SHOW,SPARSEVEC,UPSERT,VECTOR";
  }

  @Override
  public int getDefaultTransactionIsolation() {
    return Connection.TRANSACTION_REPEATABLE_READ;
  }

  @Override
  public int getResultSetHoldability() {
    return ResultSet.CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public boolean supportsResultSetHoldability(int holdability) {
    return holdability == ResultSet.CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public boolean supportsResultSetType(int type) {
    return type == ResultSet.TYPE_FORWARD_ONLY;
  }

  @Override
  public boolean supportsResultSetConcurrency(int type, int concurrency) {
    return type == ResultSet.TYPE_FORWARD_ONLY && concurrency == ResultSet.CONCUR_READ_ONLY;
  }

  @Override
  public boolean supportsTransactionIsolationLevel(int level) {
    return level == Connection.TRANSACTION_READ_UNCOMMITTED
        || level == Connection.TRANSACTION_READ_COMMITTED
        || level == Connection.TRANSACTION_REPEATABLE_READ;
  }

  @Override
  public int getMaxColumnNameLength() {
    return LONGEST_NAME;
  }

  @Override
  public int getMaxTableNameLength() {
    return LONGEST_NAME;
  }

  @Override
  public int getMaxSchemaNameLength() {
    return LONGEST_NAME;
  }

  // What it does; what is not here it does not.

  @Override
  public boolean allTablesAreSelectable() {
    return true;
  }

  @Override
  public boolean nullsAreSortedAtEnd() {
    return true;
  }

  @Override
  public boolean storesLowerCaseIdentifiers() {
    return true;
  }

  @Override
  public boolean supportsMixedCaseQuotedIdentifiers() {
    return true;
  }

  @Override
  public boolean supportsColumnAliasing() {
    return true;
  }

  @Override
  public boolean nullPlusNonNullIsNull() {
    return true;
  }

  @Override
  public boolean supportsTableCorrelationNames() {
    return true;
  }

  @Override
  public boolean supportsExpressionsInOrderBy() {
    return true;
  }

  @Override
  public boolean supportsOrderByUnrelated() {
    return true;
  }

  @Override
  public boolean supportsGroupBy() {
    return true;
  }

  @Override
  public boolean supportsGroupByUnrelated() {
    return true;
  }

  @Override
  public boolean supportsGroupByBeyondSelect() {
    return true;
  }

  @Override
  public boolean supportsLikeEscapeClause() {
    return true;
  }

  @Override
  public boolean supportsMultipleTransactions() {
    return true;
  }

  @Override
  public boolean supportsNonNullableColumns() {
    return true;
  }

  @Override
  public boolean supportsMinimumSQLGrammar() {
    return true;
  }

  @Override
  public boolean supportsOuterJoins() {
    return true;
  }

  @Override
  public boolean supportsLimitedOuterJoins() {
    return true;
  }

  @Override
  public boolean supportsFullOuterJoins() {
    return true;
  }

  @Override
  public boolean supportsSubqueriesInComparisons() {
    return true;
  }

  @Override
  public boolean supportsSubqueriesInExists() {
    return true;
  }

  @Override
  public boolean supportsSubqueriesInIns() {
    return true;
  }

  @Override
  public boolean supportsSubqueriesInQuantifieds() {
    return true;
  }

  @Override
  public boolean supportsCorrelatedSubqueries() {
    return true;
  }

  @Override
  public boolean supportsSchemasInDataManipulation() {
    return true;
  }

  @Override
  public boolean supportsSchemasInTableDefinitions() {
    return true;
  }

  @Override
  public boolean supportsUnion() {
    return true;
  }

  @Override
  public boolean supportsUnionAll() {
    return true;
  }

  @Override
  public boolean supportsOpenStatementsAcrossCommit() {
    return true;
  }

  @Override
  public boolean supportsOpenStatementsAcrossRollback() {
    return true;
  }

  @Override
  public boolean supportsTransactions() {
    return true;
  }

  @Override
  public boolean supportsDataDefinitionAndDataManipulationTransactions() {
    return true;
  }

  @Override
  public boolean dataDefinitionCausesTransactionCommit() {
    return true;
  }

  @Override
  public boolean supportsBatchUpdates() {
    return true;
  }

  @Override
  public boolean supportsSavepoints() {
    return true;
  }
}
