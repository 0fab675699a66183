package io.sigyn.logql.parse;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Which words and signs are which tokens, and how error messages call them. Immutable. */
final class TokenNames {
    private static final Map<String, Integer> SIGNS = new HashMap<>();
    private static final Map<String, Integer> KEYWORDS = new HashMap<>();
    private static final Map<String, Integer> FUNCTIONS = new HashMap<>();
    private static final Map<String, Integer> FLAGS = new HashMap<>();
    private static final Map<Integer, String> SPELLINGS = new HashMap<>();

    static {
        sign("=", LogQL.EQ);
        sign("!=", LogQL.NEQ);
        sign("=~", LogQL.RE);
        sign("!~", LogQL.NRE);
        sign("|=", LogQL.PIPE_EXACT);
        sign("|~", LogQL.PIPE_MATCH);
        sign("|>", LogQL.PIPE_PATTERN);
        sign("!>", LogQL.NPA);
        sign("{", LogQL.OPEN_BRACE);
        sign("}", LogQL.CLOSE_BRACE);
        sign("[", LogQL.OPEN_BRACKET);
        sign("]", LogQL.CLOSE_BRACKET);
        sign("(", LogQL.OPEN_PARENTHESIS);
        sign(")", LogQL.CLOSE_PARENTHESIS);
        sign(",", LogQL.COMMA);
        sign(".", LogQL.DOT);
        sign("|", LogQL.PIPE);
        sign("==", LogQL.CMP_EQ);
        sign("<", LogQL.LT);
        sign("<=", LogQL.LTE);
        sign(">", LogQL.GT);
        sign(">=", LogQL.GTE);
        sign("+", LogQL.ADD);
        sign("-", LogQL.SUB);
        sign("*", LogQL.MUL);
        sign("/", LogQL.DIV);
        sign("%", LogQL.MOD);
        sign("^", LogQL.POW);

        keyword("by", LogQL.BY);
        keyword("without", LogQL.WITHOUT);
        keyword("bool", LogQL.BOOL);
        keyword("json", LogQL.JSON);
        keyword("regexp", LogQL.REGEXP);
        keyword("logfmt", LogQL.LOGFMT);
        keyword("pattern", LogQL.PATTERN);
        keyword("unpack", LogQL.UNPACK);
        keyword("line_format", LogQL.LINE_FMT);
        keyword("label_format", LogQL.LABEL_FMT);
        keyword("unwrap", LogQL.UNWRAP);
        keyword("decolorize", LogQL.DECOLORIZE);
        keyword("drop", LogQL.DROP);
        keyword("keep", LogQL.KEEP);
        keyword("offset", LogQL.OFFSET);
        keyword("on", LogQL.ON);
        keyword("ignoring", LogQL.IGNORING);
        keyword("group_left", LogQL.GROUP_LEFT);
        keyword("group_right", LogQL.GROUP_RIGHT);
        keyword("or", LogQL.OR);
        keyword("and", LogQL.AND);
        keyword("unless", LogQL.UNLESS);

        functions(
                LogQL.COUNT_OVER_TIME,
                LogQL.RATE,
                LogQL.RATE_COUNTER,
                LogQL.BYTES_OVER_TIME,
                LogQL.BYTES_RATE,
                LogQL.AVG_OVER_TIME,
                LogQL.SUM_OVER_TIME,
                LogQL.MIN_OVER_TIME,
                LogQL.MAX_OVER_TIME,
                LogQL.STDVAR_OVER_TIME,
                LogQL.STDDEV_OVER_TIME,
                LogQL.QUANTILE_OVER_TIME,
                LogQL.FIRST_OVER_TIME,
                LogQL.LAST_OVER_TIME,
                LogQL.ABSENT_OVER_TIME,
                LogQL.SUM,
                LogQL.AVG,
                LogQL.COUNT,
                LogQL.MAX,
                LogQL.MIN,
                LogQL.STDDEV,
                LogQL.STDVAR,
                LogQL.BOTTOMK,
                LogQL.TOPK,
                LogQL.APPROX_TOPK,
                LogQL.SORT,
                LogQL.SORT_DESC,
                LogQL.VECTOR,
                LogQL.LABEL_REPLACE);
        FUNCTIONS.put("bytes", LogQL.BYTES_CONV);
        FUNCTIONS.put("duration", LogQL.DURATION_CONV);
        FUNCTIONS.put("duration_seconds", LogQL.DURATION_SECONDS_CONV);
        FUNCTIONS.put("ip", LogQL.IP);
        SPELLINGS.put(LogQL.IP, "ip");

        FLAGS.put("--strict", LogQL.PARSER_FLAG);
        FLAGS.put("--keep-empty", LogQL.PARSER_FLAG);
    }

    private TokenNames() {}

    private static void sign(String spelling, int type) {
        SIGNS.put(spelling, type);
        SPELLINGS.put(type, spelling);
    }

    private static void keyword(String spelling, int type) {
        KEYWORDS.put(spelling, type);
        SPELLINGS.put(type, spelling);
    }

    /** Functions are called as their tokens are, and messages use the name of the token. */
    private static void functions(int... types) {
        for (int type : types) {
            FUNCTIONS.put(LogQL.VOCABULARY.getSymbolicName(type).toLowerCase(Locale.ROOT), type);
        }
    }

    static @Nullable Integer sign(String spelling) {
        return SIGNS.get(spelling);
    }

    static @Nullable Integer keyword(String word) {
        return KEYWORDS.get(word.toLowerCase(Locale.ROOT));
    }

    /** A word that is a function where a parenthesis follows, or a grouping in parentheses; elsewhere it is a name. */
    static @Nullable Integer function(String word) {
        return FUNCTIONS.get(word.toLowerCase(Locale.ROOT));
    }

    static @Nullable Integer flag(String flag) {
        return FLAGS.get(flag);
    }

    /** How a message calls a token. */
    static String displayName(int type) {
        if (type == Token.EOF) {
            return "$end";
        }
        return SPELLINGS.getOrDefault(type, LogQL.VOCABULARY.getSymbolicName(type));
    }
}
