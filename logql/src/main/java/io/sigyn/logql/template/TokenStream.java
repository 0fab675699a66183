package io.sigyn.logql.template;

import io.sigyn.logql.template.Token.Kind;

/**
 * The tokens of a lexer, of which up to three can be given back. For one parser. Which token was read last matters, since
 * errors name its line: so nothing is read before it is asked for.
 */
final class TokenStream {
    private final TemplateLexer lexer;
    /** The token read last is the first; those given back lie above it. */
    private final Token[] ahead = new Token[3];

    private int aheadCount;

    TokenStream(TemplateLexer lexer) {
        this(lexer, new Token(Kind.EOF, 0, "", 0));
    }

    private TokenStream(TemplateLexer lexer, Token last) {
        this.lexer = lexer;
        this.ahead[0] = last;
    }

    /** A stream that goes on where this one stands, for the parser of a definition. */
    TokenStream sameLexer() {
        return new TokenStream(lexer, ahead[0]);
    }

    /** The line of the token that was read last. */
    int line() {
        return ahead[0].line();
    }

    Token next() {
        if (aheadCount > 0) {
            aheadCount--;
        } else {
            ahead[0] = lexer.next();
        }
        return ahead[aheadCount];
    }

    /** Gives the last token back. */
    void backup() {
        aheadCount++;
    }

    /** Gives back a token and the one that was peeked at behind it. */
    void backupTwo(Token first) {
        ahead[1] = first;
        aheadCount = 2;
    }

    /** Gives back two tokens and the one that was peeked at behind them. */
    void backupThree(Token first, Token second) {
        ahead[1] = second;
        ahead[2] = first;
        aheadCount = 3;
    }

    Token peek() {
        if (aheadCount == 0) {
            ahead[0] = lexer.next();
            aheadCount = 1;
        }
        return ahead[aheadCount - 1];
    }

    Token nextNonSpace() {
        Token token = next();
        while (token.kind() == Kind.SPACE) {
            token = next();
        }
        return token;
    }

    Token peekNonSpace() {
        Token token = nextNonSpace();
        backup();
        return token;
    }
}
