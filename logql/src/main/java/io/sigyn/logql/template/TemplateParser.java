package io.sigyn.logql.template;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.go.GoUnquote;
import io.sigyn.logql.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree of the tokens of one template; definitions inside have a parser of their own on the same lexer. For one
 * use.
 */
final class TemplateParser {
    private static final int MAX_DEPTH = 500;

    private final String parseName;
    private final TokenStream tokens;
    private final FunctionTable functions;
    private final Map<String, Node.Sequence> trees;
    private final List<String> variables = new ArrayList<>(List.of("$"));
    private final int outerDepth;
    private int actionLine;
    private int rangeDepth;
    private int depth;

    private TemplateParser(
            String parseName,
            TokenStream tokens,
            FunctionTable functions,
            Map<String, Node.Sequence> trees,
            int outerDepth) {
        this.parseName = parseName;
        this.tokens = tokens;
        this.functions = functions;
        this.trees = trees;
        this.outerDepth = outerDepth;
    }

    /**
     * Parses a text and adds its template, and those that it defines, to {@code trees}.
     *
     * @throws TemplateSyntaxException with Go's text
     */
    static void parse(String name, String text, FunctionTable functions, Map<String, Node.Sequence> trees) {
        TokenStream tokens = new TokenStream(new TemplateLexer(text));
        TemplateParser parser = new TemplateParser(name, tokens, functions, trees, 0);
        parser.add(name, parser.top());
    }

    private TemplateParser inner() {
        return new TemplateParser(parseName, tokens.sameLexer(), functions, trees, outerDepth + depth);
    }

    private TemplateSyntaxException error(String message) {
        return new TemplateSyntaxException(
                "template: " + parseName + ":" + tokens.line() + ": " + GoString.text(message));
    }

    private TemplateSyntaxException unexpected(Token token, String context) {
        if (token.kind() != Kind.ERROR) {
            return error("unexpected " + token.shown() + " in " + context);
        }
        String extra = "";
        if (actionLine != 0 && actionLine != token.line()) {
            String started = " started at " + GoString.of(parseName) + ":" + actionLine;
            extra = token.text().endsWith(" action") ? started : " in action" + started;
        }
        return error(token.shown() + extra);
    }

    private Token expect(Kind kind, String context) {
        Token token = tokens.nextNonSpace();
        if (token.kind() != kind) {
            throw unexpected(token, context);
        }
        return token;
    }

    private void enter() {
        if (outerDepth + ++depth > MAX_DEPTH) {
            throw error("nested too deeply (expected: at most " + MAX_DEPTH + " levels)");
        }
    }

    // Templates.

    private Node.Sequence top() {
        int start = tokens.peek().position();
        List<Node> nodes = new ArrayList<>();
        while (tokens.peek().kind() != Kind.EOF) {
            if (tokens.peek().kind() == Kind.LEFT_DELIMITER) {
                Token delimiter = tokens.next();
                if (tokens.nextNonSpace().kind() == Kind.DEFINE) {
                    inner().definition();
                    continue;
                }
                tokens.backupTwo(delimiter);
            }
            Node node = textOrAction();
            if (endsList(node)) {
                throw error("unexpected " + node.source());
            }
            nodes.add(node);
        }
        return new Node.Sequence(start, List.copyOf(nodes));
    }

    private static boolean endsList(Node node) {
        return node instanceof Node.End || node instanceof Node.Else;
    }

    private void add(String name, Node.Sequence tree) {
        Node.Sequence present = trees.get(name);
        if (present == null || isEmpty(present)) {
            trees.put(name, tree);
        } else if (!isEmpty(tree)) {
            throw error("template: multiple definition of template " + GoString.quote(name));
        }
    }

    private static boolean isEmpty(Node.Sequence tree) {
        for (Node node : tree.nodes()) {
            if (!(node instanceof Node.Text text)
                    || !GoString.trimSpace(text.text()).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private void definition() {
        String context = "define clause";
        Token token = tokens.nextNonSpace();
        String name = templateName(token, context);
        expect(Kind.RIGHT_DELIMITER, context);
        body(name, context);
    }

    private void body(String name, String context) {
        List<Node> nodes = new ArrayList<>();
        int start = tokens.peekNonSpace().position();
        Node end = list(nodes);
        if (!(end instanceof Node.End)) {
            throw error("unexpected " + end.source() + " in " + context);
        }
        add(name, new Node.Sequence(start, List.copyOf(nodes)));
    }

    /** Collects nodes up to an end or else, which is returned. */
    private Node list(List<Node> nodes) {
        while (tokens.peekNonSpace().kind() != Kind.EOF) {
            Node node = textOrAction();
            if (endsList(node)) {
                return node;
            }
            nodes.add(node);
        }
        throw error("unexpected EOF");
    }

    private Node textOrAction() {
        Token token = tokens.nextNonSpace();
        if (token.kind() == Kind.TEXT) {
            return new Node.Text(token.position(), token.text());
        } else if (token.kind() != Kind.LEFT_DELIMITER) {
            throw unexpected(token, "input");
        }
        actionLine = token.line();
        enter();
        Node action = action();
        depth--;
        actionLine = 0;
        return action;
    }

    private Node action() {
        Token token = tokens.nextNonSpace();
        return switch (token.kind()) {
            case BLOCK -> block();
            case BREAK -> {
                expectInRange("break");
                yield new Node.Break(token.position());
            }
            case CONTINUE -> {
                expectInRange("continue");
                yield new Node.Continue(token.position());
            }
            case ELSE -> otherwise();
            case END -> new Node.End(expect(Kind.RIGHT_DELIMITER, "end").position());
            case IF -> branch(Node.Branch.Kind.IF);
            case RANGE -> branch(Node.Branch.Kind.RANGE);
            case WITH -> branch(Node.Branch.Kind.WITH);
            case TEMPLATE -> call();
            default -> {
                tokens.backup();
                int position = tokens.peek().position();
                yield new Node.Action(position, pipeline("command", Kind.RIGHT_DELIMITER));
            }
        };
    }

    private void expectInRange(String word) {
        Token token = tokens.nextNonSpace();
        if (token.kind() != Kind.RIGHT_DELIMITER) {
            throw unexpected(token, "{{" + word + "}}");
        }
        if (rangeDepth == 0) {
            throw error("{{" + word + "}} outside {{range}}");
        }
    }

    private Node otherwise() {
        Token token = tokens.peekNonSpace();
        if (token.kind() == Kind.IF || token.kind() == Kind.WITH) {
            return new Node.Else(token.position()); // The word stays: the branch goes on with it.
        }
        return new Node.Else(expect(Kind.RIGHT_DELIMITER, "else").position());
    }

    private Node branch(Node.Branch.Kind kind) {
        int outerVariables = variables.size();
        Node.Pipe pipe = pipeline(kind.word, Kind.RIGHT_DELIMITER);
        rangeDepth += kind == Node.Branch.Kind.RANGE ? 1 : 0;
        int bodyStart = tokens.peekNonSpace().position();
        List<Node> body = new ArrayList<>();
        Node end = list(body);
        rangeDepth -= kind == Node.Branch.Kind.RANGE ? 1 : 0;
        Node.Sequence otherwise = end instanceof Node.Else ? elseBody(kind, end) : null;
        variables.subList(outerVariables, variables.size()).clear();
        return new Node.Branch(pipe.position(), kind, pipe, new Node.Sequence(bodyStart, List.copyOf(body)), otherwise);
    }

    private Node.Sequence elseBody(Node.Branch.Kind kind, Node start) {
        boolean chainIf = kind == Node.Branch.Kind.IF && tokens.peek().kind() == Kind.IF;
        boolean chainWith = kind == Node.Branch.Kind.WITH && tokens.peek().kind() == Kind.WITH;
        if (chainIf || chainWith) {
            tokens.next();
            enter();
            Node inner = branch(kind); // Its end is this one's end too.
            depth--;
            return new Node.Sequence(start.position(), List.of(inner));
        }
        int position = tokens.peekNonSpace().position();
        List<Node> nodes = new ArrayList<>();
        Node end = list(nodes);
        if (!(end instanceof Node.End)) {
            throw error("expected end; found " + end.source());
        }
        return new Node.Sequence(position, List.copyOf(nodes));
    }

    private Node block() {
        String context = "block clause";
        Token token = tokens.nextNonSpace();
        String name = templateName(token, context);
        Node.Pipe pipe = pipeline(context, Kind.RIGHT_DELIMITER);
        inner().body(name, context);
        return new Node.Call(token.position(), name, pipe);
    }

    private Node call() {
        String context = "template clause";
        Token token = tokens.nextNonSpace();
        String name = templateName(token, context);
        if (tokens.nextNonSpace().kind() == Kind.RIGHT_DELIMITER) {
            return new Node.Call(token.position(), name, null);
        }
        tokens.backup();
        return new Node.Call(token.position(), name, pipeline(context, Kind.RIGHT_DELIMITER));
    }

    private String templateName(Token token, String context) {
        if (token.kind() != Kind.STRING && token.kind() != Kind.RAW_STRING) {
            throw unexpected(token, context);
        }
        return unquote(token);
    }

    private String unquote(Token token) {
        try {
            return GoUnquote.unquote(token.text());
        } catch (GoException e) {
            throw error(e.text());
        }
    }

    // Pipelines.

    private Node.Pipe pipeline(String context, Kind end) {
        int position = tokens.peekNonSpace().position();
        List<Node.Variable> declared = new ArrayList<>();
        boolean assigns = declarations(context, declared);
        List<Node.Command> commands = new ArrayList<>();
        while (true) {
            Token token = tokens.nextNonSpace();
            if (token.kind() == end) {
                check(commands, context);
                return new Node.Pipe(position, List.copyOf(declared), assigns, List.copyOf(commands));
            }
            switch (token.kind()) {
                case BOOL,
                        CHAR_CONSTANT,
                        COMPLEX,
                        DOT,
                        FIELD,
                        IDENTIFIER,
                        NUMBER,
                        NIL,
                        RAW_STRING,
                        STRING,
                        VARIABLE,
                        LEFT_PAREN -> {
                    tokens.backup();
                    commands.add(command());
                }
                default -> throw unexpected(token, context);
            }
        }
    }

    /** Takes {@code $x :=}, {@code $x =} and, for range, two variables; tells whether they are assigned to. */
    private boolean declarations(String context, List<Node.Variable> declared) {
        while (true) {
            Token variable = tokens.peekNonSpace();
            if (variable.kind() != Kind.VARIABLE) {
                return false;
            }
            tokens.next();
            Token following = tokens.peek();
            Token word = tokens.peekNonSpace();
            if (word.kind() == Kind.ASSIGN || word.kind() == Kind.DECLARE) {
                tokens.nextNonSpace();
                declare(variable, declared);
                return word.kind() == Kind.ASSIGN;
            }
            if (word.kind() != Kind.CHAR || !word.text().equals(",")) {
                if (following.kind() == Kind.SPACE) {
                    tokens.backupThree(variable, following);
                } else {
                    tokens.backupTwo(variable);
                }
                return false;
            }
            tokens.nextNonSpace();
            declare(variable, declared);
            if (!context.equals("range") || declared.size() > 1) {
                throw error("too many declarations in " + context);
            }
            switch (tokens.peekNonSpace().kind()) {
                case VARIABLE, RIGHT_DELIMITER, RIGHT_PAREN -> {}
                default -> throw error("range can only initialize variables");
            }
        }
    }

    private void declare(Token variable, List<Node.Variable> declared) {
        declared.add(new Node.Variable(variable.position(), List.of(variable.text())));
        variables.add(variable.text());
    }

    private void check(List<Node.Command> commands, String context) {
        if (commands.isEmpty()) {
            throw error("missing value for " + context);
        }
        for (int i = 1; i < commands.size(); i++) {
            Node first = commands.get(i).words().get(0);
            if (isLiteral(first)) {
                throw error("non executable command in pipeline stage " + (i + 1));
            }
        }
    }

    private static boolean isLiteral(Node node) {
        return node instanceof Node.Bool
                || node instanceof Node.Dot
                || node instanceof Node.Nil
                || node instanceof Node.Numeral
                || node instanceof Node.Quoted;
    }

    private Node.Command command() {
        int position = tokens.peekNonSpace().position();
        List<Node> words = new ArrayList<>();
        boolean more = true;
        while (more) {
            tokens.peekNonSpace();
            Node operand = operand();
            if (operand != null) {
                words.add(operand);
            }
            Token token = tokens.next();
            switch (token.kind()) {
                case SPACE -> {
                    continue;
                }
                case RIGHT_DELIMITER, RIGHT_PAREN -> tokens.backup();
                case PIPE -> {}
                default -> throw unexpected(token, "operand");
            }
            more = false;
        }
        if (words.isEmpty()) {
            throw error("empty command");
        }
        return new Node.Command(position, List.copyOf(words));
    }

    /** A term with the fields that follow it. */
    private @Nullable Node operand() {
        Node term = term();
        if (term == null || tokens.peek().kind() != Kind.FIELD) {
            return term;
        }
        int position = tokens.peek().position();
        List<String> names = new ArrayList<>();
        if (term instanceof Node.Field field) {
            names.addAll(field.names());
        } else if (term instanceof Node.Variable variable) {
            names.addAll(variable.names());
        }
        while (tokens.peek().kind() == Kind.FIELD) {
            names.add(tokens.next().text().substring(1));
        }
        List<String> chain = List.copyOf(names);
        if (term instanceof Node.Field) {
            return new Node.Field(position, chain);
        } else if (term instanceof Node.Variable) {
            return new Node.Variable(position, chain);
        } else if (isLiteral(term)) {
            throw error("unexpected . after term " + GoString.quote(term.source()));
        }
        return new Node.Chain(position, term, chain);
    }

    private @Nullable Node term() {
        Token token = tokens.nextNonSpace();
        int position = token.position();
        return switch (token.kind()) {
            case IDENTIFIER -> identifier(token);
            case DOT -> new Node.Dot(position);
            case NIL -> new Node.Nil(position);
            case VARIABLE -> variable(token);
            case FIELD -> new Node.Field(position, List.of(token.text().substring(1)));
            case BOOL -> new Node.Bool(position, token.text().equals("true"));
            case CHAR_CONSTANT, COMPLEX, NUMBER -> number(token);
            case LEFT_PAREN -> {
                enter();
                Node.Pipe pipe = pipeline("parenthesized pipeline", Kind.RIGHT_PAREN);
                depth--;
                yield pipe;
            }
            case STRING, RAW_STRING -> new Node.Quoted(position, token.text(), unquote(token));
            default -> {
                tokens.backup();
                yield null;
            }
        };
    }

    private Node identifier(Token token) {
        if (functions.find(token.text()) == null) {
            throw error("function " + GoString.quote(token.text()) + " not defined");
        }
        return new Node.Identifier(token.position(), token.text());
    }

    private Node variable(Token token) {
        if (!variables.contains(token.text())) {
            throw error("undefined variable " + GoString.quote(token.text()));
        }
        return new Node.Variable(token.position(), List.of(token.text()));
    }

    private Node number(Token token) {
        try {
            return NumberLiteral.parse(token);
        } catch (GoException e) {
            throw error(e.text());
        }
    }
}
