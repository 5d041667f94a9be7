package io.proxima.engine.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives a [RandomGenerator] to the test methods that ask for one.
///
/// The seed follows from the name of the test and its repetition, so that every run is the same; a
/// failed test prints it, and `-Dseed=` replaces it.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Seeded.Source.class)
public @interface Seeded {
  /// Makes the generators.
  final class Source implements ParameterResolver, AfterTestExecutionCallback {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
      return parameter.getParameter().getType() == RandomGenerator.class;
    }

    @Override
    public RandomGenerator resolveParameter(ParameterContext parameter, ExtensionContext test) {
      return new SplittableRandom(seed(test));
    }

    @Override
    public void afterTestExecution(ExtensionContext test) {
      if (test.getExecutionException().isPresent()) {
        System.err.println(
            test.getRequiredTestMethod().getName()
                + " failed with seed "
                + seed(test)
                + ", replay it with -Dseed="
                + seed(test));
      }
    }

    private static long seed(ExtensionContext test) {
      Long given = Long.getLong("seed");
      return given != null ? given : test.getUniqueId().hashCode();
    }
  }
}
