package io.sigyn.storage.object;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What is put: bytes whose number is known, and that can be read again for a retry. */
public interface ObjectBody {
    long sizeBytes();

    /** The bytes from the first on; may be called again. */
    InputStream open() throws IOException;

    static ObjectBody of(byte[] bytes) {
        return new ObjectBody() {
            @Override
            public long sizeBytes() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
