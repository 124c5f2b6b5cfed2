package lanegrad.testkit.arbitraries;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The property must fail, and must shrink to arguments that print like this. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Counterexample {

    String value();
}
