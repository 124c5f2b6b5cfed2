module consumer {
    requires lanegrad.nn;
    requires lanegrad.optim;
}
