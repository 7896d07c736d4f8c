//! Simulation of the sync engine: a made-up clinic, a model server with every bad habit the real one
//! may have, a network that fails, a machine that sleeps, and an oracle that knows the truth. All of a
//! run follows from one seed, in virtual time.
//!
//! `SIM_SEED=n` runs that seed alone, `SIM_SEEDS=n` runs that many; both tell the figures.

#[cfg(test)]
#[path = "sync_sim"]
mod sync_sim {
    mod oracle;
    mod plan;
    mod server;
    mod sim;
    mod world;

    use std::thread;

    /// Seeds of a plain run: some seconds on two processors.
    const SEEDS: u64 = 160;
    /// Runs share nothing, so that several can go side by side.
    const THREADS: u64 = 2;

    /// See the guarantee in the design: once faults stop, the picture equals the server's; nothing is
    /// missed, counted twice, or attributed to the wrong side; and there is no false all-clear.
    #[test]
    fn the_picture_becomes_the_servers_whatever_happens() {
        let only = from_environment("SIM_SEED");
        let many = from_environment("SIM_SEEDS");
        let seeds = match only {
            Some(seed) => seed..seed + 1,
            None => 0..many.unwrap_or(SEEDS),
        };
        let results = thread::scope(|scope| {
            let part = |first: u64| {
                let mine = seeds.clone().filter(move |seed| seed % THREADS == first);
                scope.spawn(move || run_until_broken(mine))
            };
            let runs: Vec<_> = (0..THREADS).map(part).collect();
            let ended = runs
                .into_iter()
                .map(|run| run.join().expect("runs do not panic"));
            ended.collect::<Vec<_>>()
        });
        let broken = results.iter().filter_map(|result| result.as_ref().err());
        if let Some((seed, why)) = broken.min() {
            panic!("seed {seed}: {why}\nreplay: SIM_SEED={seed} cargo test --test sync_sim");
        }
        if only.or(many).is_some() {
            let mut total = sim::Figures::default();
            results
                .into_iter()
                .flatten()
                .for_each(|part| total.add(part));
            tell(&total);
        }
    }

    fn from_environment(name: &str) -> Option<u64> {
        std::env::var(name).ok()?.parse().ok()
    }

    fn run_until_broken(seeds: impl Iterator<Item = u64>) -> Result<sim::Figures, (u64, String)> {
        let mut total = sim::Figures::default();
        for seed in seeds {
            total.add(sim::run(seed).map_err(|why| (seed, why))?);
        }
        Ok(total)
    }

    #[expect(
        clippy::print_stderr,
        reason = "the figures are what a run by hand is for"
    )]
    fn tell(figures: &sim::Figures) {
        eprintln!("{figures:#?}");
    }
}
