SqlNode SetStatement() :
{
    final Span s;
    final SqlNode node;
}
{
    <SET> { s = span(); }
    (
        LOOKAHEAD(<TRANSACTION> ( <ISOLATION> | <READ> ))
        <TRANSACTION> node = TransactionModes(SqlTransaction.Action.SET, s)
    |
        node = SetSetting(s)
    )
    { return node; }
}

SqlNode SetSetting(Span s) :
{
    boolean local = false;
    final SqlIdentifier name;
    final SqlNode value;
}
{
    [ <LOCAL> { local = true; } ]
    name = CompoundIdentifier()
    ( <EQ> | <TO> )
    value = OptionValue()
    { return new SqlSetSetting(s.end(this), local, name, value); }
}

SqlNode ResetStatement() :
{
    final Span s;
    SqlIdentifier name = null;
}
{
    <RESET> { s = span(); }
    ( <ALL> | name = CompoundIdentifier() )
    { return new SqlResetSetting(s.end(this), name); }
}

SqlNode ShowStatement() :
{
    final Span s;
    SqlIdentifier name = null;
}
{
    <SHOW> { s = span(); }
    ( <ALL> | name = CompoundIdentifier() )
    { return new SqlShow(s.end(this), name); }
}

/* ( name = value, a.b = value, ... ) */
SqlNodeList OptionList() :
{
    final Span s;
    final List<SqlNode> list = new ArrayList<SqlNode>();
}
{
    <LPAREN> { s = span(); }
    AddOption(list) ( <COMMA> AddOption(list) )*
    <RPAREN>
    { return new SqlNodeList(list, s.end(this)); }
}

void AddOption(List<SqlNode> list) :
{
    final SqlIdentifier name;
    final SqlNode value;
}
{
    (
        <NULL> { name = new SqlIdentifier("null", getPos()); }
    |
        name = CompoundIdentifier()
    )
    <EQ> value = OptionValue()
    { list.add(new SqlOption(Span.of(name, value).pos(), name, value)); }
}

SqlNode OptionValue() :
{
    final SqlNode value;
}
{
    LOOKAHEAD(2)
    value = Literal() { return value; }
|
    <ON> { return new SqlIdentifier("on", getPos()); }
|
    <DEFAULT_> { return new SqlIdentifier("default", getPos()); }
|
    value = SimpleIdentifier() { return value; }
}

SqlNode BeginStatement() :
{
    final Span s;
    final SqlNode node;
}
{
    (
        <BEGIN> { s = span(); } [ LOOKAHEAD(1) <TRANSACTION> | <WORK> ]
    |
        <START> { s = span(); } <TRANSACTION>
    )
    node = TransactionModes(SqlTransaction.Action.BEGIN, s)
    { return node; }
}

SqlNode TransactionModes(SqlTransaction.Action action, Span s) :
{
    SqlTransaction.Isolation isolation = null;
    Boolean readOnly = null;
}
{
    (
        [ <COMMA> ]
        (
            <ISOLATION> <LEVEL> isolation = IsolationLevel()
        |
            <READ> ( <ONLY> { readOnly = true; } | <WRITE> { readOnly = false; } )
        )
    )*
    { return SqlTransaction.withModes(s.end(this), action, isolation, readOnly); }
}

SqlTransaction.Isolation IsolationLevel() :
{
    final SqlIdentifier name;
}
{
    LOOKAHEAD({ getToken(1).image.equalsIgnoreCase("snapshot") })
    name = SimpleIdentifier() { return SqlTransaction.Isolation.SNAPSHOT; }
|
    <SERIALIZABLE> { return SqlTransaction.Isolation.SERIALIZABLE; }
|
    <REPEATABLE> <READ> { return SqlTransaction.Isolation.REPEATABLE_READ; }
|
    <READ>
    (
        <COMMITTED> { return SqlTransaction.Isolation.READ_COMMITTED; }
    |
        <UNCOMMITTED> { return SqlTransaction.Isolation.READ_UNCOMMITTED; }
    )
}

SqlNode EndStatement() :
{
    final Span s;
    SqlIdentifier savepoint = null;
}
{
    <COMMIT> { s = span(); } [ <TRANSACTION> | <WORK> ]
    { return SqlTransaction.of(s.end(this), SqlTransaction.Action.COMMIT); }
|
    <ROLLBACK> { s = span(); } [ <TRANSACTION> | <WORK> ]
    [
        <TO> [ LOOKAHEAD(2) <SAVEPOINT> ] savepoint = SimpleIdentifier()
        {
            return SqlTransaction.withSavepoint(
                s.end(this), SqlTransaction.Action.ROLLBACK_TO, savepoint);
        }
    ]
    { return SqlTransaction.of(s.end(this), SqlTransaction.Action.ROLLBACK); }
|
    <SAVEPOINT> { s = span(); } savepoint = SimpleIdentifier()
    {
        return SqlTransaction.withSavepoint(
            s.end(this), SqlTransaction.Action.SAVEPOINT, savepoint);
    }
|
    <RELEASE> { s = span(); } [ LOOKAHEAD(2) <SAVEPOINT> ] savepoint = SimpleIdentifier()
    {
        return SqlTransaction.withSavepoint(
            s.end(this), SqlTransaction.Action.RELEASE, savepoint);
    }
}
