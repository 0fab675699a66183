package io.sigyn.storage.block;

/**
 * The bytes of lines that are stored by templates: what programs write again and again once, what varies in columns by its
 * kind. {@link LineEncoder} writes it, {@link LineDecoder} reads it; a varint has seven bits a byte, the lowest first.
 *
 * <p>Lines are walks through a graph. A node has a text and, if it does not end the line, a token behind it; then comes one of its
 * followers. All lines begin at the root, which has neither. Whatever the lines are, they come back byte for byte: a token is what
 * the encoder finds to vary, such as digits or an id.
 *
 * <pre>
 * templates := parts:varint (codec:u8 rawLength:varint storedLength:varint)* stored bytes of all parts
 * body      := control texts turns entries planes packed          the parts' raw bytes, back to back
 * control   := nodes:varint root node*
 * root      := lines:varint followers
 * node      := (2 * textLength + 1):varint                        a line ends
 *            | (2 * textLength):varint tokens:varint followers column
 * followers := count:varint node:varint*                          node 0 is the one after the root
 * column    := 0:varint entries:varint length:varint*             tokens are entries of a dictionary
 *            | 1:varint (2 * form + delta):varint [shape:text] base:varint width:varint      numbers; a shape if form is 21
 *            | 2:varint (2 * length + upper):varint [width:varint]                           hexadecimal digits
 *            | 3:varint (2 * length):varint [width:varint]                                   words
 *
 * each in the order of nodes:
 * texts      of all nodes
 * turns      for each node with several followers, for each time, which it was: planes(1), with more than 256 planes(2)
 * entries    the bytes of dictionaries
 * planes     0  planes(w): which entry; w is 0, 1, 2 for 1, up to 256, more entries
 *            1  planes(width): number less base; with delta the first is base + unzigzag(number), each other one is the
 *               number before + unzigzag(number)
 *            2  planes(width): lengths, if length is 0, which says that they vary
 *            3  the same
 * packed     2  digits, the first in the high half of a byte; each token begins with a byte of its own
 *            3  bytes
 * planes(w) := w planes of a byte for each: the lowest byte of every number, then the next ones
 * form       0  digits as they are    n + 1  n digits, with zeros in front
 *            1  digits with zeros in front or not: all such texts are numbered by length, then by value, from "0" on as 0
 *            20 four numbers with dots between, the first in the highest byte
 *            21 the shape, with the number's digits, in their order, where it has a 0
 * </pre>
 *
 * <p>Invariants: the body has at most {@link #maxBody} bytes, and there are no more tokens than bytes of lines, so that a damaged or
 * hostile column cannot ask for more memory than that.
 */
final class LineTemplates {
    static final int DICTIONARY = 0;
    static final int NUMBERS = 1;
    static final int HEX = 2;
    static final int WORDS = 3;

    static final int ADDRESS_FORM = Decimals.MAX_DIGITS + 2;
    static final int SHAPE_FORM = Decimals.MAX_DIGITS + 3;
    /** A shape is not longer. */
    static final int MAX_SHAPE = Words.SLACK;

    static final int MAX_NODES = 1 << 15;
    static final int MAX_DICTIONARY = 1 << 16;
    /** Fewer lines, or more, are stored plainly. */
    static final int MIN_BYTES = 1 << 12;

    static final int MAX_BYTES = 1 << 24;
    /** Lines that take less than this part of what they were are not tried in another way. */
    static final int SURELY_SMALL = 4;

    private LineTemplates() {}

    /** The body of lines of so many bytes is not larger. */
    static int maxBody(int rawLength) {
        return 2 * rawLength + (1 << 16);
    }
}
