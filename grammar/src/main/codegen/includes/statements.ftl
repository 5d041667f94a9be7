/* Every statement that is ours and begins neither with CREATE, DROP nor TRUNCATE. */
SqlNode ProximaStatement() :
{
    final SqlNode node;
}
{
    (
        node = Modification()
    |
        node = ExplainStatement()
    |
        node = SetStatement()
    |
        node = ResetStatement()
    |
        node = ShowStatement()
    |
        node = BeginStatement()
    |
        node = EndStatement()
    |
        node = AlterStatement()
    |
        node = MaintainStatement()
    |
        node = CommentStatement()
    |
        node = CopyStatement()
    |
        node = GrantStatement()
    |
        node = RevokeStatement()
    )
    { return node; }
}

/* INSERT, UPSERT, UPDATE, DELETE; a wrapper only where ON CONFLICT or RETURNING is written. */
SqlNode Modification() :
{
    final SqlNode change;
    SqlOnConflict onConflict = null;
    SqlNodeList returning = null;
}
{
    (
        change = SqlInsert() [ onConflict = OnConflict() ]
    |
        change = SqlUpdate()
    |
        change = SqlDelete()
    )
    [ returning = Returning() ]
    { return SqlModification.of((SqlCall) change, onConflict, returning); }
}

SqlOnConflict OnConflict() :
{
    final Span s;
    SqlNodeList key = null;
    SqlNodeList columns = null;
    SqlNodeList values = null;
    SqlNode where = null;
}
{
    <ON> { s = span(); } <CONFLICT>
    [ key = ParenthesizedSimpleIdentifierList() ]
    <DO>
    (
        <NOTHING>
    |
        <UPDATE> <SET>
        { columns = new SqlNodeList(getPos()); values = new SqlNodeList(getPos()); }
        AddAssignment(columns, values) ( <COMMA> AddAssignment(columns, values) )*
        [ where = Where() ]
    )
    { return new SqlOnConflict(s.end(this), key, columns, values, where); }
}

void AddAssignment(SqlNodeList columns, SqlNodeList values) :
{
    final SqlIdentifier column;
}
{
    column = SimpleIdentifier() { columns.add(column); }
    <EQ> AddAssigned(values)
}

void AddAssigned(List<SqlNode> values) :
{
    final SqlNode value;
}
{
    ( value = Default() | value = Expression(ExprContext.ACCEPT_SUB_QUERY) )
    { values.add(value); }
}

boolean OverridingOpt() :
{
}
{
    <OVERRIDING> <SYSTEM> <VALUE> { return true; }
|
    { return false; }
}

SqlNode InsertSource() :
{
    final Span s;
    final SqlNode source;
}
{
    <DEFAULT_> { s = span(); } <VALUES>
    { return SqlInsertion.defaultValues(s.end(this)); }
|
    source = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    { return source; }
}

SqlNodeList Returning() :
{
    final Span s;
    final List<SqlNode> items = new ArrayList<SqlNode>();
}
{
    <RETURNING> { s = span(); }
    AddSelectItem(items) ( <COMMA> AddSelectItem(items) )*
    { return new SqlNodeList(items, s.end(this)); }
}

SqlNode ExplainStatement() :
{
    final Span s;
    final SqlExplainStatement.Options options = new SqlExplainStatement.Options();
    final SqlNode statement;
}
{
    <EXPLAIN> { s = span(); }
    (
        LOOKAHEAD(2) <PLAN> <FOR>
    |
        LOOKAHEAD(<LPAREN> ( <ANALYZE> | <RECALL> | <FORMAT> ))
        <LPAREN> AddExplainOption(options) ( <COMMA> AddExplainOption(options) )* <RPAREN>
    |
        <ANALYZE> { options.analyze(true); }
    |
        {}
    )
    (
        statement = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    |
        statement = Modification()
    |
        statement = SqlMerge()
    )
    { return new SqlExplainStatement(s.end(this), options, statement); }
}

void AddExplainOption(SqlExplainStatement.Options options) :
{
}
{
    <ANALYZE> { options.analyze(true); } [ <TRUE> | <FALSE> { options.analyze(false); } ]
|
    <RECALL> { options.recall(); }
|
    <FORMAT> ( <TEXT> | <JSON> { options.json(); } )
}

SqlNode MaintainStatement() :
{
    final Span s;
    final ObjectKind kind;
    final SqlNode path;
    SqlIdentifier name = null;
}
{
    <ANALYZE> { s = span(); } [ name = CompoundTableIdentifier() ]
    { return SqlMaintain.of(s.end(this), SqlMaintain.Action.ANALYZE, ObjectKind.TABLE, name); }
|
    <REINDEX> { s = span(); } kind = TableOrIndex() name = CompoundTableIdentifier()
    { return SqlMaintain.of(s.end(this), SqlMaintain.Action.REINDEX, kind, name); }
|
    <CHECK> { s = span(); } kind = TableOrIndex() name = CompoundTableIdentifier()
    { return SqlMaintain.of(s.end(this), SqlMaintain.Action.CHECK, kind, name); }
|
    <BACKUP> { s = span(); } <TO> path = StringLiteral()
    { return SqlMaintain.backup(s.end(this), path); }
}

ObjectKind TableOrIndex() :
{
}
{
    <TABLE> { return ObjectKind.TABLE; }
|
    <INDEX> { return ObjectKind.INDEX; }
}

SqlNode CommentStatement() :
{
    final Span s;
    final ObjectKind kind;
    final SqlIdentifier name;
    SqlNode text = null;
}
{
    <COMMENT> { s = span(); } <ON>
    ( kind = DefinedKind() | <COLUMN> { kind = ObjectKind.COLUMN; } )
    name = CompoundIdentifier()
    <IS> ( <NULL> | text = StringLiteral() )
    { return new SqlComment(s.end(this), kind, name, text); }
}

SqlNode CopyStatement() :
{
    final Span s;
    final Span query;
    SqlNode source;
    SqlNodeList columns = null;
    final SqlCopy.Direction direction;
    final SqlNode file;
    SqlNodeList options = SqlNodeList.EMPTY;
}
{
    <COPY> { s = span(); }
    (
        <LPAREN> { query = span(); }
        source = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
        <RPAREN> { source = source.clone(query.end(this)); }
        <TO> { direction = SqlCopy.Direction.TO; }
    |
        source = CompoundTableIdentifier()
        [ columns = ParenthesizedSimpleIdentifierList() ]
        (
            <FROM> { direction = SqlCopy.Direction.FROM; }
        |
            <TO> { direction = SqlCopy.Direction.TO; }
        )
    )
    file = StringLiteral()
    [ <WITH> options = OptionList() ]
    { return new SqlCopy(s.end(this), source, columns, direction, file, options); }
}
