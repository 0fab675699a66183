package io.sigyn.model;

/** Makes RE2 expressions match a whole text, also those whose quotation ({@code \Q}) never ends. Stateless. */
public final class WholeRegex {
    private WholeRegex() {}

    /** For an expression that is valid, another that is. */
    public static String of(String regex) {
        return "^(?:" + regex + (endsInQuotation(regex) ? "\\E" : "") + ")$";
    }

    private static boolean endsInQuotation(String regex) {
        for (int i = regex.indexOf('\\'); i >= 0; i = regex.indexOf('\\', i)) {
            if (!regex.startsWith("\\Q", i)) {
                i += 2;
                continue;
            }
            i = regex.indexOf("\\E", i + 2);
            if (i < 0) {
                return true;
            }
            i += 2;
        }
        return false;
    }
}
