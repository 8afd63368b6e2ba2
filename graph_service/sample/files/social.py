"""Social's file: the mentions."""

from __future__ import annotations

import numpy as np

from graph_service.sample.files.table import Table, decimals, whole
from graph_service.sample.story import Cut, Story


def mention_ids(story: Story) -> list[str]:
    """The ids of all mentions, numbered by the time they were posted."""
    return [f"M{number:06d}" for number in range(1, len(story.mentions) + 1)]


def kept_posts(story: Story, cut: Cut) -> list[int]:
    """The places of the posts of kept days."""
    return [int(i) for i in np.flatnonzero(cut.since(story.mentions.day[story.posts.mention]))]


def tables(story: Story, cut: Cut) -> list[Table]:
    """Mentions of kept days, whatever the stores."""
    ids, posts, kept = mention_ids(story), story.posts, kept_posts(story, cut)
    return [Table(path="social/mentions.csv", key=("mention_id",), columns={
        "mention_id": [ids[i] for i in kept],
        "posted_at": [posts.posted_at[i] for i in kept],
        "lang": [posts.language[i] for i in kept],
        "text": [posts.text[i] for i in kept],
        "sentiment": decimals(np.array([posts.sentiment[i] for i in kept]), 2),
        "likes": whole(posts.likes[i] for i in kept),
    })]
