package io.proxima.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a type whose values may be null; everything not marked is never null.
///
/// The driver has an annotation of its own so that its jar depends on nothing for it. The
/// compiler's null check reads it like the one that the other modules take from JSpecify.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE_USE)
public @interface Nullable {}
