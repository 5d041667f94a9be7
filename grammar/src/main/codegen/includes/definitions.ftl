SqlCreate CreateStatement(Span s, boolean replace) :
{
    final SqlCreate create;
}
{
    (
        create = CreateTable(s, replace)
    |
        create = CreateIndex(s, replace)
    |
        create = CreateSchema(s, replace)
    |
        create = CreateView(s, replace)
    |
        create = CreatePrincipal(s, replace)
    )
    { return create; }
}

boolean IfNotExistsOpt() :
{
}
{
    LOOKAHEAD(2) <IF> <NOT> <EXISTS> { return true; }
|
    { return false; }
}

boolean IfExistsOpt() :
{
}
{
    LOOKAHEAD(2) <IF> <EXISTS> { return true; }
|
    { return false; }
}

SqlCreate CreateTable(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final List<SqlNode> elements = new ArrayList<SqlNode>();
    final Span list;
    final SqlParserPos listPos;
    SqlNodeList options = SqlNodeList.EMPTY;
}
{
    <TABLE> ifNotExists = IfNotExistsOpt() name = CompoundTableIdentifier()
    <LPAREN> { list = span(); }
    AddTableElement(elements) ( <COMMA> AddTableElement(elements) )*
    <RPAREN> { listPos = list.end(this); }
    [ <WITH> options = OptionList() ]
    {
        return new SqlCreateTable(s.end(this), replace, ifNotExists, name,
            new SqlNodeList(elements, listPos), options);
    }
}

void AddTableElement(List<SqlNode> elements) :
{
    final SqlNode element;
}
{
    ( element = TableConstraint() | element = ColumnDef() )
    { elements.add(element); }
}

SqlColumnDef ColumnDef() :
{
    final SqlIdentifier name;
    final SqlDataTypeSpec type;
    final List<SqlNode> constraints = new ArrayList<SqlNode>();
}
{
    name = SimpleIdentifier() type = DataType()
    ( AddColumnConstraint(name, constraints) )*
    {
        return new SqlColumnDef(Span.of(name).end(this), name, type,
            new SqlNodeList(constraints, type.getParserPosition()));
    }
}

SqlIdentifier ConstraintNameOpt() :
{
    final SqlIdentifier name;
}
{
    <CONSTRAINT> name = SimpleIdentifier() { return name; }
|
    { return null; }
}

void AddColumnConstraint(SqlIdentifier column, List<SqlNode> constraints) :
{
    final SqlIdentifier name;
    final SqlNodeList columns = new SqlNodeList(column.getParserPosition());
    final SqlConstraint constraint;
    final SqlNode value;
    final Span s = Span.of();
    final SqlConstraint.Kind kind;
    SqlConstraint.Numbers numbers = SqlConstraint.Numbers.PLAIN;
}
{
    { columns.add(column); }
    name = ConstraintNameOpt()
    (
        <NOT> { s.add(this); } <NULL>
        { constraint = SqlConstraint.of(s.end(this), SqlConstraint.Kind.NOT_NULL, name, columns); }
    |
        <NULL>
        { constraint = SqlConstraint.of(getPos(), SqlConstraint.Kind.NULL, name, columns); }
    |
        <DEFAULT_> { s.add(this); } value = Expression(ExprContext.ACCEPT_SUB_QUERY)
        {
            constraint = SqlConstraint.withExpression(
                s.end(this), SqlConstraint.Kind.DEFAULT, name, columns, value);
        }
    |
        <PRIMARY> { s.add(this); } <KEY>
        { constraint = SqlConstraint.of(s.end(this), SqlConstraint.Kind.PRIMARY_KEY, name, columns); }
    |
        <UNIQUE>
        { constraint = SqlConstraint.of(getPos(), SqlConstraint.Kind.UNIQUE, name, columns); }
    |
        <GENERATED> { s.add(this); }
        (
            <ALWAYS> { kind = SqlConstraint.Kind.IDENTITY_ALWAYS; }
        |
            <BY> <DEFAULT_> { kind = SqlConstraint.Kind.IDENTITY_BY_DEFAULT; }
        )
        <AS> <IDENTITY> [ numbers = IdentityNumbers() ]
        { constraint = SqlConstraint.identity(s.end(this), kind, name, columns, numbers); }
    |
        constraint = Check(name, columns)
    |
        constraint = References(name, columns)
    )
    { constraints.add(constraint); }
}

SqlConstraint.Numbers IdentityNumbers() :
{
    SqlLiteral start = null;
    SqlLiteral increment = null;
}
{
    <LPAREN>
    [ <START> [ <WITH> ] start = NumericLiteral() ]
    [ <INCREMENT> [ <BY> ] increment = NumericLiteral() ]
    <RPAREN>
    { return new SqlConstraint.Numbers(start, increment); }
}

SqlConstraint TableConstraint() :
{
    final SqlIdentifier name;
    final SqlNodeList columns;
    final SqlConstraint constraint;
    final Span s = Span.of();
}
{
    name = ConstraintNameOpt()
    (
        <PRIMARY> { s.add(this); } <KEY> columns = ParenthesizedSimpleIdentifierList()
        { constraint = SqlConstraint.of(s.end(this), SqlConstraint.Kind.PRIMARY_KEY, name, columns); }
    |
        <UNIQUE> { s.add(this); } columns = ParenthesizedSimpleIdentifierList()
        { constraint = SqlConstraint.of(s.end(this), SqlConstraint.Kind.UNIQUE, name, columns); }
    |
        <FOREIGN> { s.add(this); } <KEY> columns = ParenthesizedSimpleIdentifierList()
        constraint = References(name, columns)
    |
        constraint = Check(name, SqlNodeList.EMPTY)
    )
    { return constraint; }
}

SqlConstraint Check(SqlIdentifier name, SqlNodeList columns) :
{
    final Span s;
    final SqlNode condition;
}
{
    <CHECK> { s = span(); }
    <LPAREN> condition = Expression(ExprContext.ACCEPT_SUB_QUERY) <RPAREN>
    {
        return SqlConstraint.withExpression(
            s.end(this), SqlConstraint.Kind.CHECK, name, columns, condition);
    }
}

SqlConstraint References(SqlIdentifier name, SqlNodeList columns) :
{
    final Span s;
    final SqlIdentifier table;
    SqlNodeList keys = SqlNodeList.EMPTY;
    String onDelete = null;
    String onUpdate = null;
}
{
    <REFERENCES> { s = span(); } table = CompoundTableIdentifier()
    [ keys = ParenthesizedSimpleIdentifierList() ]
    (
        <ON>
        (
            <DELETE> onDelete = ReferentialAction()
        |
            <UPDATE> onUpdate = ReferentialAction()
        )
    )*
    {
        return SqlConstraint.foreignKey(
            s.end(this), name, columns, table, keys, onDelete, onUpdate);
    }
}

String ReferentialAction() :
{
}
{
    <CASCADE> { return "CASCADE"; }
|
    <RESTRICT> { return "RESTRICT"; }
|
    <NO> <ACTION> { return "NO ACTION"; }
|
    <SET> ( <NULL> { return "SET NULL"; } | <DEFAULT_> { return "SET DEFAULT"; } )
}

SqlCreate CreateIndex(Span s, boolean replace) :
{
    final SqlCreateIndex.Draft draft = new SqlCreateIndex.Draft();
    final boolean ifNotExists;
    final SqlIdentifier name;
    SqlNode part;
    SqlNodeList options;
}
{
    [ <UNIQUE> { draft.unique(); } | <VECTOR> { draft.vector(); } ]
    <INDEX> ifNotExists = IfNotExistsOpt() name = CompoundTableIdentifier()
    <ON> part = CompoundTableIdentifier() { draft.table((SqlIdentifier) part); }
    [ <USING> part = SimpleIdentifier() { draft.using((SqlIdentifier) part); } ]
    <LPAREN> AddIndexColumn(draft) ( <COMMA> AddIndexColumn(draft) )* <RPAREN>
    (
        <DISTANCE> part = SimpleIdentifier() { draft.distance((SqlIdentifier) part); }
    |
        <ORGANIZATION>
        (
            LOOKAHEAD(1, { getToken(1).kind != DISTANCE })
            part = SimpleIdentifier() { draft.organization((SqlIdentifier) part); }
        )+
    |
        LOOKAHEAD(2)
        part = TargetAccuracy() { draft.targetAccuracy((SqlNumericLiteral) part); }
    |
        <WITH> options = OptionList() { draft.options(options); }
    )*
    { return draft.build(s.end(this), replace, ifNotExists, name); }
}

void AddIndexColumn(SqlCreateIndex.Draft draft) :
{
    final SqlIdentifier column;
    SqlIdentifier operatorClass = null;
    boolean descending = false;
    Boolean nullsFirst = null;
}
{
    column = SimpleIdentifier()
    [
        LOOKAHEAD(1, { getToken(1).kind != ASC && getToken(1).kind != DESC && getToken(1).kind != NULLS })
        operatorClass = SimpleIdentifier()
    ]
    [ <ASC> | <DESC> { descending = true; } ]
    [ <NULLS> ( <FIRST> { nullsFirst = true; } | <LAST> { nullsFirst = false; } ) ]
    {
        draft.column(new SqlIndexColumn(
            Span.of(column).end(this), column, operatorClass, descending, nullsFirst));
    }
}

SqlCreate CreateSchema(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
}
{
    <SCHEMA> ifNotExists = IfNotExistsOpt() name = CompoundIdentifier()
    { return new SqlCreateSchema(s.end(this), replace, ifNotExists, name); }
}

SqlCreate CreateView(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    SqlNodeList columns = null;
    final SqlNode query;
}
{
    <VIEW> ifNotExists = IfNotExistsOpt() name = CompoundTableIdentifier()
    [ columns = ParenthesizedSimpleIdentifierList() ]
    <AS> query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    { return new SqlCreateView(s.end(this), replace, ifNotExists, name, columns, query); }
}

ObjectKind DefinedKind() :
{
}
{
    <TABLE> { return ObjectKind.TABLE; }
|
    <INDEX> { return ObjectKind.INDEX; }
|
    <SCHEMA> { return ObjectKind.SCHEMA; }
|
    <VIEW> { return ObjectKind.VIEW; }
}

SqlDrop DropStatement(Span s, boolean replace) :
{
    final ObjectKind kind;
    final boolean ifExists;
    final SqlIdentifier name;
    boolean cascade = false;
}
{
    ( kind = DefinedKind() | kind = PrincipalKind() )
    ifExists = IfExistsOpt() name = CompoundTableIdentifier()
    [ <CASCADE> { cascade = true; } | <RESTRICT> ]
    { return new SqlDropObject(s.end(this), kind, ifExists, name, cascade); }
}

SqlTruncate TruncateStatement(Span s) :
{
    final SqlIdentifier name;
}
{
    [ <TABLE> ] name = CompoundTableIdentifier()
    { return new SqlTruncateTable(s.end(this), name); }
}

SqlNode AlterStatement() :
{
    final Span s;
    final SqlNode node;
}
{
    <ALTER> { s = span(); }
    ( node = AlterTable(s) | node = AlterPrincipal(s) )
    { return node; }
}

SqlNode AlterTable(Span s) :
{
    final boolean ifExists;
    final SqlIdentifier table;
    final SqlAlterTable.Change change;
}
{
    <TABLE> ifExists = IfExistsOpt() table = CompoundTableIdentifier()
    change = TableChange()
    { return new SqlAlterTable(s.end(this), ifExists, table, change); }
}

SqlAlterTable.Change TableChange() :
{
    final SqlColumnDef column;
    final SqlConstraint constraint;
    final SqlNodeList options;
    final SqlIdentifier name;
    final SqlIdentifier newName;
    final boolean quiet;
}
{
    <ADD>
    (
        constraint = TableConstraint() { return new SqlAlterTable.AddConstraint(constraint); }
    |
        [ <COLUMN> ] quiet = IfNotExistsOpt() column = ColumnDef()
        { return new SqlAlterTable.AddColumn(column, quiet); }
    )
|
    <DROP>
    (
        <CONSTRAINT> name = SimpleIdentifier() { return new SqlAlterTable.DropConstraint(name); }
    |
        [ <COLUMN> ] quiet = IfExistsOpt() name = SimpleIdentifier()
        { return new SqlAlterTable.DropColumn(name, quiet); }
    )
|
    <RENAME>
    (
        <TO> newName = SimpleIdentifier() { return new SqlAlterTable.RenameTable(newName); }
    |
        [ <COLUMN> ] name = SimpleIdentifier() <TO> newName = SimpleIdentifier()
        { return new SqlAlterTable.RenameColumn(name, newName); }
    )
|
    <SET> options = OptionList() { return new SqlAlterTable.SetOptions(options); }
|
    <RESET> options = ParenthesizedSimpleIdentifierList()
    { return new SqlAlterTable.ResetOptions(options); }
}
