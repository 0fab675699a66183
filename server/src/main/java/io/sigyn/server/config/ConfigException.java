package io.sigyn.server.config;

/** A configuration that cannot be used; the message says where, what, and what was expected. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }
}
