/**
 * Push bodies, read in place: {@link io.sigyn.ingester.decode.PushDecoder} picks the decoder by endpoint and headers and
 * undoes the compression; what it finds is a {@link io.sigyn.ingester.decode.DecodedPush}, entries as places in a buffer.
 * {@link io.sigyn.ingester.decode.StreamTable} knows each stream's labels by the bytes that clients send for them. Limits
 * on what is decoded are the next package's part.
 */
@NullMarked
package io.sigyn.ingester.decode;

import org.jspecify.annotations.NullMarked;
