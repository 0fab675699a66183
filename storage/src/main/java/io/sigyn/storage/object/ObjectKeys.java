package io.sigyn.storage.object;

import java.util.regex.Pattern;

/**
 * Which keys there can be: the same in every store, so that what works in a folder works on S3. Stateless.
 *
 * <p>A key is at most 900 bytes: parts of 1 to 200 printable ASCII characters other than the backslash, joined by
 * slashes. No part is "." or "..", and the first is not {@value #TEMPORARY}.
 */
final class ObjectKeys {
    /** Where the folder store has files that are not whole yet; a tenant cannot have that name. */
    static final String TEMPORARY = "~temporary";

    private static final int MAX_KEY_BYTES = 900;
    private static final Pattern KEY = Pattern.compile("[ -.0-\\[\\]-~]{1,200}(/[ -.0-\\[\\]-~]{1,200})*");

    private ObjectKeys() {}

    /** Returns the key if it can be one. */
    static String check(String key) {
        if (key.length() > MAX_KEY_BYTES || !KEY.matcher(key).matches() || hasReservedPart(key)) {
            throw new IllegalArgumentException("object key \"" + key + "\" (expected: at most " + MAX_KEY_BYTES
                    + " bytes, parts of 1 to 200 printable ASCII characters but backslash joined by \"/\", none \".\" or"
                    + " \"..\", the first not \"" + TEMPORARY + "\")");
        }
        return key;
    }

    private static boolean hasReservedPart(String key) {
        String inSlashes = "/" + key + "/";
        return inSlashes.contains("/./") || inSlashes.contains("/../") || inSlashes.startsWith("/" + TEMPORARY + "/");
    }
}
