/**
 * Regular expressions over bytes, made to be avoided: {@link io.sigyn.logql.regex.RegexParser} reads RE2 syntax as Go does,
 * {@link io.sigyn.logql.regex.LiteralForm} finds the expressions that are nothing but substrings, {@link
 * io.sigyn.logql.regex.RequiredLiterals} what any match must contain, {@link io.sigyn.logql.regex.ByteSearch} looks for
 * it; only what is left over reaches the automaton, in {@link io.sigyn.logql.regex.ByteRegex}.
 */
@NullMarked
package io.sigyn.logql.regex;

import org.jspecify.annotations.NullMarked;
