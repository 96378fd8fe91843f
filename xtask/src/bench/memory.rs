//! How much memory a process used at most, as Linux counts it. Looks at processes that we started only.

use std::fs;
use std::process::{Child, ExitStatus};
use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;

/// Waits for the process and returns how it ended with its peak resident memory in MB (10⁶ bytes).
///
/// The kernel keeps the high-water mark, so looking now and then misses only what is used in the last 20 ms.
///
/// # Errors
/// When the process cannot be waited for.
pub(crate) fn watch(child: &mut Child) -> Result<(ExitStatus, f64)> {
    let used = watch_all(child)?;
    Ok((used.status, used.peak_mb))
}

/// What a process used.
pub(crate) struct Used {
    pub(crate) status: ExitStatus,
    /// Peak resident memory in MB (10⁶ bytes).
    pub(crate) peak_mb: f64,
    /// Seconds of cores, up to its last 20 ms.
    pub(crate) core_seconds: f64,
}

/// Waits for the process and says what it used.
///
/// # Errors
/// When the process cannot be waited for.
pub(crate) fn watch_all(child: &mut Child) -> Result<Used> {
    let stat_file = format!("/proc/{}/stat", child.id());
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak_kib = 0;
    let mut core_seconds = 0.0;
    loop {
        if let Some(seen) = fs::read_to_string(&stat_file)
            .ok()
            .and_then(|text| cores(&text))
        {
            core_seconds = seen;
        }
        if let Some(seen) = fs::read_to_string(&status_file)
            .ok()
            .and_then(|text| high_water(&text))
        {
            peak_kib = peak_kib.max(seen);
        }
        if let Some(status) = child.try_wait()? {
            return Ok(Used {
                status,
                peak_mb: f64::from(peak_kib) * 1024.0 / 1e6,
                core_seconds,
            });
        }
        sleep(Duration::from_millis(20));
    }
}

/// Seconds of cores, its own and the system's for it, which Linux counts in hundredths (proc(5): fields 14 and 15).
fn cores(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut hundredths = || fields.next()?.parse::<u32>().ok();
    let (user, system) = (hundredths()?, hundredths()?);
    Some(f64::from(user + system) / 100.0)
}

/// `VmHWM` in KiB.
fn high_water(status: &str) -> Option<u32> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_high_water_mark() {
        assert_eq!(
            high_water("Name:\tlagom\nVmPeak:\t 9 kB\nVmHWM:\t  123456 kB\nVmRSS:\t 5 kB\n"),
            Some(123_456)
        );
        assert_eq!(high_water("Name:\tgone\n"), None);
    }

    #[test]
    fn reads_the_time_of_cores() {
        let stat = "7 (a) b) S 1 1 1 0 -1 4194560 5 6 7 8 150 50 3 4 20 0 1 0 9";
        assert_eq!(cores(stat), Some(2.0));
        assert_eq!(cores("7 (gone"), None);
    }

    #[test]
    fn a_real_process_used_some() {
        let mut child = std::process::Command::new("sleep")
            .arg("0.2")
            .spawn()
            .unwrap();
        let (status, peak) = watch(&mut child).unwrap();
        assert!(status.success());
        assert!(peak > 0.1, "{peak}");
    }
}
