package dfs.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Binds a record component to an environment variable. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** The variable's name. */
    String env();

    /** What holds where the variable is not set, written as in the environment; empty for an Optional or an empty list. */
    String byDefault() default "";

    /** What it does, for whom it is and what to mind, in a sentence or two. */
    String about();

    /** Whether its value must never be shown. */
    boolean isSecret() default false;

    /** Whether a file may hold its value, as {@link SecretFile} has it; every secret may be held by one. */
    boolean mayBeInFile() default false;
}
