package lanegrad.kernels.base;

import java.io.InputStream;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;

/**
 * One loop for many functions, and straight-line code for each: a loop template is a class whose function is a
 * constant, and is defined once more, as a hidden class, for every function it is wanted for. The compiler sees a loop
 * with its body inlined, and a profile that no other function shares.
 */
public final class Template {

    private Template() {
    }

    /**
     * Defines a template for one function.
     *
     * @param lookup of a class in the template's package
     * @param template the loop
     * @param function what {@link #function} returns inside it
     * @param <L> the kind of loop
     * @return the loop over that function
     */
    public static <L> L specialise(Lookup lookup, Class<? extends L> template, Object function) {
        String file = template.getName().substring(template.getPackageName().length() + 1) + ".class";
        try (InputStream code = template.getResourceAsStream(file)) {
            Lookup hidden = lookup.defineHiddenClassWithClassData(code.readAllBytes(), function, true);
            MethodHandle maker = hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class));
            @SuppressWarnings("unchecked") L loop = (L) maker.invoke();
            return loop;
        } catch (Throwable e) {
            throw new IllegalStateException("no loop for " + function + " from " + template, e);
        }
    }

    /**
     * The function of the template that asks, for a static final field of it.
     *
     * @param lookup the template's own
     * @param type the function's type
     * @param <F> the function's type
     * @return the function, or null in the template itself, which is never run
     */
    public static <F> F function(Lookup lookup, Class<F> type) {
        try {
            return MethodHandles.classData(lookup, ConstantDescs.DEFAULT_NAME, type);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
