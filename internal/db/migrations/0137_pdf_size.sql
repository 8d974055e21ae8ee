-- How many bytes a paper's PDF has, so that it can be attached elsewhere as what it is. Papers issued before say 0.
ALTER TABLE document ADD COLUMN pdf_size BIGINT NOT NULL DEFAULT 0;
