"""Every history of scenarios.py, and the image that comes of it."""

import os
import unittest

import case
import scenarios

OPTIONS = ("layout=canonical", case.THREE)
BY_NAME = {scenario.name: scenario for scenario in scenarios.SCENARIOS}


class Scenarios(case.MountCase):
    def test_all(self):
        for scenario in scenarios.SCENARIOS:
            with self.subTest(scenario.name):
                self.play(scenario)

    def play(self, scenario):
        image = f"{self.work}/{scenario.name}.iso"
        one = self.mount_fixed(*OPTIONS, *scenario.options, image=image)
        self.shell(one, scenario.script)
        self.look(one, scenario)
        seen = self.see(one)
        for found in seen.values():
            for entry in found.values():
                entry.mtime = case.EPOCH    # where the medium cuts them
        self.end(one)
        report = self.check(image)
        self.judge(seen, image)
        if scenario.data is not None:
            self.assertEqual(len(report.data), scenario.data)
        if scenario.like:
            other = f"{self.work}/{scenario.like}.iso"
            self.assertEqual(case.read(image), case.read(other),
                             f"differs from {scenario.like}")

    def look(self, one, scenario):
        """The mount shows what the scenario says."""
        for view, paths in scenario.names.items():
            self.assertEqual(case.names(one.path(view)), set(paths.split()),
                             view)
        for paths in scenario.same:
            stats = [os.lstat(one.path(path)) for path in paths.split()]
            self.assertEqual({st.st_ino for st in stats}, {stats[0].st_ino})
            self.assertEqual({st.st_nlink for st in stats}, {len(stats)})

    def test_each_comparison_has_its_scenario_before_it(self):
        known = set()
        for scenario in scenarios.SCENARIOS:
            self.assertNotIn(scenario.name, known)
            if scenario.like:
                self.assertIn(scenario.like, known)
            known.add(scenario.name)


if __name__ == "__main__":
    unittest.main()
