/**
 * Files as the log and the folder store need them: {@link io.sigyn.storage.disk.Disk}, so that a test can take the power
 * away at any operation. Says nothing about what the bytes mean.
 */
@NullMarked
package io.sigyn.storage.disk;

import org.jspecify.annotations.NullMarked;
