package lanegrad.nn.layers;

import java.util.Iterator;
import java.util.List;
import lanegrad.nn.Module;

/**
 * Modules of one class that belong together, such as the blocks of a model; their names are {@code 0}, {@code 1} and so
 * on.
 *
 * @param <M> their class
 */
public final class ModuleList<M extends Module> extends Module implements Iterable<M> {

    private final List<M> modules;

    /**
     * Modules in order.
     *
     * @param modules copied
     */
    public ModuleList(List<M> modules) {
        this.modules = List.copyOf(modules);
        for (int i = 0; i < modules.size(); i++) {
            register(Integer.toString(i), modules.get(i));
        }
    }

    /**
     * One of the modules.
     *
     * @param i from 0
     * @return the module
     */
    public M get(int i) {
        return modules.get(i);
    }

    /**
     * How many there are.
     *
     * @return the number
     */
    public int size() {
        return modules.size();
    }

    @Override
    public Iterator<M> iterator() {
        return modules.iterator();
    }
}
