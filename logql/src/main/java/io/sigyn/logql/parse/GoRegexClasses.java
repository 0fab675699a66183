package io.sigyn.logql.parse;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The names of character classes that Go's regular expressions know. Stateless. */
final class GoRegexClasses {
    private static final Set<String> POSIX_CLASSES = Set.of(
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper",
            "word", "xdigit");

    private static final Set<String> CATEGORIES = Set.of(
            "Any", "C", "Cc", "Cf", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd",
            "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp",
            "Zs");

    private static final Set<String> SCRIPTS = scripts();

    private GoRegexClasses() {}

    /** Of {@code [[:alpha:]]}; a caret in front negates it. */
    static boolean isPosix(String name) {
        return POSIX_CLASSES.contains(withoutCaret(name));
    }

    /** Of {@code \p{Greek}}: a category or a script; a caret in front negates it. */
    static boolean isUnicode(String name) {
        String plain = withoutCaret(name);
        return CATEGORIES.contains(plain) || SCRIPTS.contains(plain);
    }

    private static String withoutCaret(String name) {
        return name.startsWith("^") ? name.substring(1) : name;
    }

    /** In Go's spelling, {@code Old_Italic}. */
    private static Set<String> scripts() {
        Set<String> names = new TreeSet<>(Set.of("SignWriting"));
        for (Character.UnicodeScript script : Character.UnicodeScript.values()) {
            StringBuilder name = new StringBuilder();
            for (String word : script.name().split("_")) {
                name.append(name.length() == 0 ? "" : "_")
                        .append(word.charAt(0))
                        .append(word.substring(1).toLowerCase(Locale.ROOT));
            }
            names.add(name.toString());
        }
        names.remove("Unknown");
        return names;
    }
}
