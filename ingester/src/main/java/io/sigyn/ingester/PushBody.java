package io.sigyn.ingester;

/**
 * A push as it came over HTTP: the body still compressed; headers empty where they were missing. The array is given away
 * with it: decoding may change its bytes.
 */
public record PushBody(
        Endpoint endpoint, String contentType, String contentEncoding, byte[] body, int offset, int length) {
    /** Which of Loki's push endpoints it came to; they differ in their JSON. */
    public enum Endpoint {
        PUSH,
        LEGACY,
        OTLP
    }
}
