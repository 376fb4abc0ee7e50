"""Lets a peer and ours take turns: every line {"extent": 8} is answered with the seconds of a training step and of a draw."""
import json
import sys
import time


def serve(variants, repeats):
    """
    variants: functions prepare(extent) -> (name, step, draw). step and draw end when their work has ended. The answer has
    the best of the repeats by the clock, and the mean in processor seconds of all threads. What cannot be prepared is a note.
    """
    print(json.dumps({"ready": True}), flush=True)
    made = {}
    for line in sys.stdin:
        extent = json.loads(line)["extent"]
        notes = []
        if extent not in made:
            made[extent] = []
            for prepare in variants:
                try:
                    name, step, draw = prepare(extent)
                    for run in (step, draw, step, draw):
                        run()
                    made[extent].append((name, step, draw))
                except Exception as error:  # noqa: BLE001
                    reason = str(error).strip().split("\n")[0]
                    notes.append(f"{prepare.__name__} at L = {extent}: {reason}")
        timings = []
        for name, step, draw in made[extent]:
            train_seconds, train_cores = timed(step, repeats)
            draw_seconds, draw_cores = timed(draw, repeats)
            timings.append({
                "peer": name,
                "step": {"seconds": train_seconds, "coreSeconds": train_cores},
                "draw": {"seconds": draw_seconds, "coreSeconds": draw_cores},
            })
        print(json.dumps({"timings": timings, "notes": notes}), flush=True)


def timed(run, repeats):
    best = float("inf")
    before = time.process_time()
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best, (time.process_time() - before) / repeats
