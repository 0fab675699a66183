/** What all parts of storage share: how damage is told, and how things are closed. */
@NullMarked
package io.sigyn.storage;

import org.jspecify.annotations.NullMarked;
